package dev.pare.evaluate.statistics;

/** Where a quantity lies with 95 % confidence, both ends included. */
public record Interval(double low, double high) {
  /** Errors allowed at each end. */
  static final double TAIL = 0.025;

  /** The normal quantile of 1 − {@link #TAIL}. */
  static final double Z = 1.959963984540054;

  Interval times(double scale) {
    return new Interval(low * scale, high * scale);
  }

  /** Whether {@code value} lies within. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
