package dev.pare.evaluate.statistics;

/**
 * The score interval of the difference of two proportions of the same samples (T. Tango,
 * <i>Equivalence Test and Confidence Interval for the Difference in Proportions for the
 * Paired-Sample Design</i>, 1998): all δ that the score test does not reject.
 *
 * <pre>{@code
 * T(δ) = (x₁ − x₂ − nδ) / √(n·(2q + δ(1 − δ))),   |T| ≤ z
 * q = (√(B² − 4AC) − B) / 2A,  A = 2n,  B = (2n − x₁ + x₂)δ − x₁ − x₂,  C = −x₂·δ(1 − δ)
 * }</pre>
 *
 * <p>x₁ samples are right in the model alone, x₂ in the baseline alone, and q is the likeliest
 * probability of the latter if the difference is δ. T(0) is McNemar's statistic. Unlike the
 * textbook's interval it does not shrink to a point where no answer flipped: n equal answers leave
 * ± z²/(n + z²). It is among those that M. W. Fagerland, S. Lydersen and P. Laake, <i>Recommended
 * Tests and Confidence Intervals for Paired Binomial Proportions</i>, 2014, find to keep their
 * coverage.
 */
final class Tango {
  private Tango() {}

  static Interval of(PairedTable table) {
    double difference = (table.modelOnly() - table.baselineOnly()) / table.n();
    return new Interval(
        Root.find(delta -> statistic(table, delta), Interval.Z, -1, difference),
        Root.find(delta -> statistic(table, delta), -Interval.Z, difference, 1));
  }

  static double statistic(PairedTable table, double delta) {
    double n = table.n();
    double x1 = table.modelOnly();
    double x2 = table.baselineOnly();
    double b = (2 * n - x1 + x2) * delta - x1 - x2;
    double c = -x2 * delta * (1 - delta);
    double q = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
    double variance = n * (2 * q + delta * (1 - delta));
    double distance = x1 - x2 - n * delta;
    return distance == 0 ? 0 : distance / Math.sqrt(Math.max(0, variance));
  }
}
