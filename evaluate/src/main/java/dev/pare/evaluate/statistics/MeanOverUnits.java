package dev.pare.evaluate.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The mean of a quantity that is measured several times in each unit, such as at every token of a
 * sample: R = Σ xᵢ / Σ yᵢ over units of yᵢ measurements that sum to xᵢ. What is measured within a
 * unit may depend on each other as it likes, for units are what is drawn.
 *
 * <p>From 20 units on the interval is BCa's, with 9999 resamples. Of fewer it is that of the ratio
 * estimator (W. G. Cochran, <i>Sampling Techniques</i>), with Student's t:
 *
 * <pre>{@code R ± t(n − 1) · √(n/(n − 1) · Σ (xᵢ − R·yᵢ)²) / Σ yᵢ}</pre>
 *
 * @param interval NaN to NaN for a single unit, and where the mean is not finite
 * @param units n
 */
public record MeanOverUnits(double value, Interval interval, int units) {
  private static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /**
   * @param sums each unit's xᵢ
   * @param counts each unit's yᵢ, above 0
   */
  public static MeanOverUnits of(double[] sums, double[] counts, long seed) {
    return of(sums, counts, Bca.RESAMPLES, seed);
  }

  static MeanOverUnits of(double[] sums, double[] counts, int resamples, long seed) {
    double total = 0;
    double count = 0;
    for (int i = 0; i < sums.length; i++) {
      total += sums[i];
      count += counts[i];
    }
    double value = total / count;
    if (sums.length < 2 || !Double.isFinite(value)) {
      return new MeanOverUnits(value, UNKNOWN, sums.length);
    }
    Interval interval =
        sums.length >= Scores.LEAST_VARIED
            ? Bca.ofRatio(sums, counts, resamples, seed).interval()
            : student(sums, counts, value, count);
    return new MeanOverUnits(value, interval, sums.length);
  }

  private static Interval student(double[] sums, double[] counts, double value, double count) {
    int n = sums.length;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double residual = sums[i] - value * counts[i];
      squares += residual * residual;
    }
    double t = new TDistribution(null, n - 1).inverseCumulativeProbability(1 - Interval.TAIL);
    double half = t * Math.sqrt(squares * n / (n - 1)) / count;
    return new Interval(value - half, value + half);
  }
}
