package dev.pare.core.tokenizer;

/** Runs the tokens of one sequence through the decoder's steps and collects the text. */
final class DecodingStream implements StreamingDecoder {
  private final Vocabulary vocabulary;
  private final boolean skipSpecialTokens;
  private final TokenText steps;
  private final StringBuilder text = new StringBuilder();

  DecodingStream(Vocabulary vocabulary, Decoder decoder, boolean skipSpecialTokens) {
    this.vocabulary = vocabulary;
    this.skipSpecialTokens = skipSpecialTokens;
    steps =
        decoder.onto(
            new TokenText() {
              @Override
              public void chunk(String chunk, boolean ends) {
                text.append(chunk);
              }

              @Override
              public void finish() {}
            });
  }

  @Override
  public String accept(int id) {
    add(id);
    return take();
  }

  /** Takes an id, and keeps the text for later. */
  void add(int id) {
    String token = vocabulary.token(id);
    if (!skipSpecialTokens || !vocabulary.isSpecial(id)) {
      steps.chunk(token, true);
    }
  }

  @Override
  public String finish() {
    steps.finish();
    return take();
  }

  private String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }
}
