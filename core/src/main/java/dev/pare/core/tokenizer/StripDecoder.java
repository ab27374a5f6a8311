package dev.pare.core.tokenizer;

/** Takes up to so many of one character off the start and the end of each token. */
final class StripDecoder implements TokenText {
  private final char content;
  private final int start;
  private final int stop;
  private final TokenText next;

  /** What may still be taken off the start of this token. */
  private int startLeft;

  /** So many content characters came last, and go if the token ends. */
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
    StringBuilder kept = new StringBuilder(text.length() + held);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != content) {
        startLeft = 0;
        release(held, kept);
        kept.append(c);
      } else if (startLeft > 0) {
        startLeft--;
      } else {
        held++;
        release(held - stop, kept);
      }
    }
    if (ends) {
      startLeft = start;
      held = 0;
    }
    next.chunk(kept.toString(), ends);
  }

  private void release(int count, StringBuilder kept) {
    for (int i = 0; i < count; i++) {
      kept.append(content);
      held--;
    }
  }

  @Override
  public void finish() {
    next.finish();
  }
}
