package dev.pare.core.tokenizer;

/** Takes up to so many of one character off the start and the end of each token. */
final class StripDecoder implements TokenText {
  private final char content;
  private final int start;
  private final int stop;
  private final TokenText next;

  /** What may still be taken off the start of this token. */
  private int startLeft;

  /** The last of the content characters seen, which may be the token's end. */
  private int held;

  StripDecoder(char content, int start, int stop, TokenText next) {
    this.content = content;
    this.start = start;
    this.stop = stop;
    this.next = next;
    startLeft = start;
  }

  @Override
  public void chunk(String text, boolean ends) {
    int from = 0;
    while (startLeft > 0 && from < text.length()) {
      if (text.charAt(from) != content) {
        startLeft = 0;
      } else {
        startLeft--;
        from++;
      }
    }
    int to = text.length();
    while (to > from && text.charAt(to - 1) == content) {
      to--;
    }
    int trailing = text.length() - to;
    StringBuilder kept = new StringBuilder();
    if (to > from) {
      kept.append(String.valueOf(content).repeat(held)).append(text, from, to);
      held = 0;
    }
    held += trailing;
    int released = Math.max(0, held - stop);
    kept.append(String.valueOf(content).repeat(released));
    held -= released;
    if (ends) {
      held = 0;
      startLeft = start;
    }
    next.chunk(kept.toString(), ends);
  }

  @Override
  public void finish() {
    next.finish();
  }
}
