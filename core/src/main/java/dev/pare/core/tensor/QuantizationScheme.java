package dev.pare.core.tensor;

/**
 * The grid of an integer encoding: w ≈ (q − zeroPoint)·scale with q in the signed range −2^(b−1) …
 * 2^(b−1)−1.
 *
 * @param numBits b, 2 to 8
 * @param granularity which weights share a scale
 * @param symmetric whether every zero point is 0 and none is stored
 */
public record QuantizationScheme(int numBits, Granularity granularity, boolean symmetric) {
  public static final int MIN_BITS = 2;
  public static final int MAX_BITS = 8;

  public QuantizationScheme {
    if (numBits < MIN_BITS || numBits > MAX_BITS) {
      throw new IllegalArgumentException(
          numBits + " bits is not between " + MIN_BITS + " and " + MAX_BITS);
    }
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
    return "int" + numBits + " " + granularity + (symmetric ? "" : " asymmetric");
  }
}
