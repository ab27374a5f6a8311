package dev.pare.core.checkpoint;

import dev.pare.core.PareException;

/**
 * A name to match a pattern of an unknown model against: reading it more often than an honest
 * pattern does is refused, for a match that backtracks can take longer than anyone waits.
 */
final class LimitedText implements CharSequence {
  private static final int MAX_READS = 1_000_000;

  private final String text;
  private int reads;

  LimitedText(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (++reads > MAX_READS) {
      throw tooHard(text, null);
    }
    return text.charAt(index);
  }

  static PareException tooHard(String text, Throwable cause) {
    return new PareException(
        text,
        "a pattern of the model's configuration does not end on it",
        "correct the pattern",
        cause);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
