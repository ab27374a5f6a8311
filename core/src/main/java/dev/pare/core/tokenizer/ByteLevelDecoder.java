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
    if (token.chars().allMatch(c -> ByteAlphabet.byteOf((char) c) >= 0)) {
      token.chars().forEach(c -> utf8.accept(ByteAlphabet.byteOf((char) c)));
    } else {
      Utf8.encode(token, 0, token.length(), utf8::accept); // an added token, not so spelled
    }
    next.chunk(utf8.take(), false);
  }

  @Override
  public void finish() {
    next.chunk(utf8.finish(), true);
    next.finish();
  }
}
