package dev.pare.evaluate.statistics;

import java.util.function.DoubleUnaryOperator;

/** Where a falling function crosses a level. */
final class Root {
  private Root() {}

  /**
   * Halves [low, high] until its ends are neighbours.
   *
   * @param falling above {@code level} at {@code low}, or the answer is {@code low}; likewise below
   *     at {@code high}
   */
  static double find(DoubleUnaryOperator falling, double level, double low, double high) {
    double from = low;
    double to = high;
    double middle = (from + to) / 2;
    while (from < middle && middle < to) {
      if (falling.applyAsDouble(middle) > level) {
        from = middle;
      } else {
        to = middle;
      }
      middle = (from + to) / 2;
    }
    return middle;
  }
}
