package dev.pare.evaluate.statistics;

import java.util.function.DoubleUnaryOperator;

/** Where a falling function crosses a level. */
final class Root {
  private static final double PRECISION = 1e-13;

  private Root() {}

  /**
   * Halves [low, high] until it is 1e-13 wide.
   *
   * @param falling above {@code level} at {@code low}, or the answer is {@code low}; likewise below
   *     at {@code high}
   */
  static double find(DoubleUnaryOperator falling, double level, double low, double high) {
    double from = low;
    double to = high;
    while (to - from > PRECISION) {
      double middle = (from + to) / 2;
      if (falling.applyAsDouble(middle) > level) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return (from + to) / 2;
  }
}
