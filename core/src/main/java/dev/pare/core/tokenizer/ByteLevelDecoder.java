package dev.pare.core.tokenizer;

/** Makes one token of all: the bytes that the tokens spell in {@link ByteAlphabet}, decoded. */
final class ByteLevelDecoder extends TokenText.Whole {
  private final Utf8Decoder utf8 = new Utf8Decoder(false);
  private final TokenText next;

  ByteLevelDecoder(TokenText next) {
    this.next = next;
  }

  @Override
  void token(String token) {
    if (isSpelled(token)) {
      for (int i = 0; i < token.length(); i++) {
        utf8.accept(ByteAlphabet.byteOf(token.charAt(i)));
      }
    } else {
      Utf8.encode(token, 0, token.length(), utf8::accept); // an added token, as it is
    }
    next.chunk(utf8.take(), false);
  }

  private static boolean isSpelled(String token) {
    for (int i = 0; i < token.length(); i++) {
      if (ByteAlphabet.byteOf(token.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void finish() {
    next.chunk(utf8.finish(), true);
    next.finish();
  }
}
