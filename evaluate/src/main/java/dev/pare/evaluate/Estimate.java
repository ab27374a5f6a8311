package dev.pare.evaluate;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * A mean over targets, with its standard error.
 *
 * <p>Targets of one segment (a window, or a line) depend on each other, so segments are the sample:
 * with yᵢ the sum over segment i's xᵢ targets, the mean is the ratio R = Σyᵢ / Σxᵢ, and by the
 * delta method (W. G. Cochran, <i>Sampling Techniques</i>, the ratio estimator)
 *
 * <pre>{@code
 * se(R)² = n/(n − 1) · Σ (yᵢ − R·xᵢ)² / (Σxᵢ)²,   i = 1 … n
 * }</pre>
 *
 * <p>For segments of equal size this is the standard error of the mean of the segments' means. It
 * takes segments for independent: of neighbouring windows of one text that is nearly so.
 *
 * @param standardError NaN for a single segment
 */
public record Estimate(double value, double standardError) {
  /** Over all targets of {@code segments}, summed in document order. */
  static Estimate of(List<Segment> segments, IntToDoubleFunction valueOfTarget) {
    int n = segments.size();
    double[] sums = new double[n];
    double total = 0;
    long targets = 0;
    for (int i = 0; i < n; i++) {
      sums[i] = sum(segments.get(i), valueOfTarget);
      total += sums[i];
      targets += segments.get(i).targets();
    }
    double ratio = total / targets;
    if (n == 1) {
      return new Estimate(ratio, Double.NaN);
    }
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double residual = sums[i] - ratio * segments.get(i).targets();
      squares += residual * residual;
    }
    return new Estimate(ratio, Math.sqrt(squares * n / (n - 1)) / targets);
  }

  private static double sum(Segment segment, IntToDoubleFunction valueOfTarget) {
    double sum = 0;
    for (int i = segment.offset(); i < segment.offset() + segment.targets(); i++) {
      sum += valueOfTarget.applyAsDouble(i);
    }
    return sum;
  }
}
