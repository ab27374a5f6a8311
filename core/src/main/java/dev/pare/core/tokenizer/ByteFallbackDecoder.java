package dev.pare.core.tokenizer;

/**
 * Makes one token of each row of byte tokens such as {@code <0x0A>}: the bytes, decoded.
 *
 * <p>Characters are passed on as they are complete. In a row that is no UTF-8 as a whole, Hugging
 * Face's decoder gives up the good characters too; here they stay.
 */
final class ByteFallbackDecoder extends TokenText.Whole {
  private final Utf8Decoder utf8 = new Utf8Decoder(true);
  private final TokenText next;
  private boolean inBytes;

  ByteFallbackDecoder(TokenText next) {
    this.next = next;
  }

  @Override
  void token(String token) {
    int unsignedByte = byteOf(token);
    if (unsignedByte >= 0) {
      inBytes = true;
      utf8.accept(unsignedByte);
      next.chunk(utf8.take(), false);
    } else {
      endBytes();
      next.chunk(token, true);
    }
  }

  @Override
  public void finish() {
    endBytes();
    next.finish();
  }

  private void endBytes() {
    if (inBytes) {
      next.chunk(utf8.finish(), true);
      inBytes = false;
    }
  }

  /** The byte that a token such as {@code <0x0A>} stands for, or -1. */
  private static int byteOf(String token) {
    if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
      return -1;
    }
    int high = Character.digit(token.charAt(3), 16);
    int low = Character.digit(token.charAt(4), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
