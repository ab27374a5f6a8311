package dev.pare.core.tensor;

/**
 * The grid of an integer encoding: w ≈ (q − zeroPoint)·scale with q in the signed range −2^(b−1) …
 * 2^(b−1)−1.
 *
 * @param numBits b, 2 to 8
 * @param granularity which weights share a scale
 */
public record QuantizationScheme(int numBits, Granularity granularity, ZeroPoints zeroPoints) {
  public static final int MIN_BITS = 2;
  public static final int MAX_BITS = 8;

  public QuantizationScheme {
    if (numBits < MIN_BITS || numBits > MAX_BITS) {
      throw new IllegalArgumentException(
          numBits + " bits is not between " + MIN_BITS + " and " + MAX_BITS);
    }
  }

  /** A scheme whose zero points, if it has any, are integers. */
  public QuantizationScheme(int numBits, Granularity granularity, boolean symmetric) {
    this(numBits, granularity, symmetric ? ZeroPoints.NONE : ZeroPoints.INTEGER);
  }

  /** Whether every zero point is 0 and none is stored. */
  public boolean symmetric() {
    return zeroPoints == ZeroPoints.NONE;
  }

  /** The smallest code, −2^(b−1). */
  public int minCode() {
    return -(1 << (numBits - 1));
  }

  /** The largest code, 2^(b−1)−1. */
  public int maxCode() {
    return (1 << (numBits - 1)) - 1;
  }

  @Override
  public String toString() {
    return "int" + numBits + " " + granularity + zeroPoints.suffix();
  }
}
