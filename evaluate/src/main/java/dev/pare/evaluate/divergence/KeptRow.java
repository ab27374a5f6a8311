package dev.pare.evaluate.divergence;

/**
 * What is kept of a distribution p over a vocabulary: its most probable tokens, the tail's mass,
 * and some tokens drawn from the tail.
 *
 * <p>Log-probabilities are whole multiples of 2⁻¹⁹, between {@link #LEAST} and 0: as exact as the
 * float32 that they come from.
 */
public final class KeptRow {
  /** How many of the most probable tokens are kept. */
  public static final int TOKENS = 40;

  /** How many tokens are drawn from the tail. */
  public static final int DRAWN = 8;

  /** Less probable tokens, of some 10⁻¹⁴, belong to the tail whatever their rank. */
  public static final float LEAST = -31.5f;

  final int[] ids; // of the most probable tokens, rising: TOKENS of them, or all above LEAST
  final float[] logProbabilities; // theirs
  final int top; // which of them is the most probable, the lowest id among equals
  final float tail; // the other tokens' probability

  /**
   * Tokens of the tail, each drawn with a chance proportional to its probability, rising, one
   * perhaps more than once; none where the tail holds next to nothing.
   */
  final int[] drawn;

  final float[] drawnLogProbabilities; // theirs

  KeptRow(
      int[] ids,
      float[] logProbabilities,
      int top,
      float tail,
      int[] drawn,
      float[] drawnLogProbabilities) {
    this.ids = ids;
    this.logProbabilities = logProbabilities;
    this.top = top;
    this.tail = tail;
    this.drawn = drawn;
    this.drawnLogProbabilities = drawnLogProbabilities;
  }

  /** What no token of the tail exceeds. */
  float mostOfTail() {
    float least = 0;
    for (float logProbability : logProbabilities) {
      least = Math.min(least, logProbability);
    }
    return ids.length < TOKENS ? LEAST : least;
  }
}
