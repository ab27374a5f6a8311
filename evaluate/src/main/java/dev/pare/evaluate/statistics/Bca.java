package dev.pare.evaluate.statistics;

import java.util.Arrays;

/**
 * The bias-corrected and accelerated bootstrap (B. Efron, <i>Better Bootstrap Confidence
 * Intervals</i>, 1987) of a ratio of means R = Σ xᵢ / Σ yᵢ over samples drawn together; with yᵢ = 1
 * it is a mean.
 *
 * <pre>{@code
 * end at z:  the G⁻¹(Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))))-th of the sorted R*,   z = ∓1.96
 * z₀ = Φ⁻¹(share of R* below R),   a = Σ uᵢ³ / (6 (Σ uᵢ²)^1.5),   uᵢ = xᵢ − R·yᵢ
 * }</pre>
 *
 * <p>R* are the ratios of n samples drawn with replacement, G their distribution, uᵢ the influence
 * of sample i. Plain percentiles are first-order right; BCa is second-order right, also for the
 * skewed scores that F1 and ROUGE give, and R* above a bound says the same as Σ (x − bound·y)*
 * above 0, so the interval of a ratio does not suffer where Σ yᵢ* comes near 0.
 */
final class Bca {
  static final int RESAMPLES = 9999;

  private final double[] sorted; // [resamples]
  private final double bias;
  private final double acceleration;

  private Bca(double[] sorted, double value, double acceleration) {
    this.sorted = sorted;
    this.bias = Normal.quantile(shareBelow(value));
    this.acceleration = acceleration;
  }

  static Bca ofMean(double[] x, int resamples, long seed) {
    double[] ones = new double[x.length];
    Arrays.fill(ones, 1);
    return ofRatio(x, ones, resamples, seed);
  }

  static Bca ofRatio(double[] x, double[] y, int resamples, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    int n = x.length;
    double[] ratios = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      double sumX = 0;
      double sumY = 0;
      for (int i = 0; i < n; i++) {
        int drawn = random.below(n);
        sumX += x[drawn];
        sumY += y[drawn];
      }
      ratios[r] = sumX == sumY ? 1 : sumX / sumY; // 0/0 shows no loss
    }
    Arrays.sort(ratios);
    double value = Arrays.stream(x).sum() / Arrays.stream(y).sum();
    return new Bca(ratios, value, acceleration(x, y, value));
  }

  private static double acceleration(double[] x, double[] y, double ratio) {
    double squares = 0;
    double cubes = 0;
    for (int i = 0; i < x.length; i++) {
      double influence = x[i] - ratio * y[i];
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  Interval interval() {
    int resamples = sorted.length;
    int low = (int) Math.floor((resamples + 1) * level(-Interval.Z));
    int high = (int) Math.ceil((resamples + 1) * level(Interval.Z));
    return new Interval(
        sorted[Math.max(1, low) - 1], sorted[Math.min(resamples, Math.max(1, high)) - 1]);
  }

  private double level(double z) {
    double moved = bias + z;
    return Normal.cumulative(bias + moved / (1 - acceleration * moved));
  }

  /**
   * Of the hypothesis that the ratio is {@code value}, two-sided: the interval's formula, inverted.
   */
  double pValue(double value) {
    double moved = Normal.quantile(shareBelow(value)) - bias;
    return Normal.twoSided(moved / (1 + acceleration * moved) - bias);
  }

  /** Half of the equal ones counted, and never 0 or 1: more draws might show some. */
  private double shareBelow(double value) {
    double below = 0;
    for (double ratio : sorted) {
      below += ratio < value ? 1 : ratio == value ? 0.5 : 0;
    }
    return Math.min(sorted.length, Math.max(1, below)) / (sorted.length + 1.0);
  }
}
