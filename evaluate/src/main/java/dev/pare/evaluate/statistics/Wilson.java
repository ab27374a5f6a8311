package dev.pare.evaluate.statistics;

/**
 * The score interval of a proportion (E. B. Wilson, <i>Probable Inference, the Law of Succession,
 * and Statistical Inference</i>, 1927): all p whose normal test does not reject x successes in n.
 *
 * <pre>{@code
 * (p̂ + z²/2n ± z·√(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n),   p̂ = x/n
 * }</pre>
 *
 * <p>Never empty, never beyond 0 and 1. Its coverage is 95 % on the average over p, and dips at the
 * ends, where less than one success (or failure) is expected (L. D. Brown, T. T. Cai and A.
 * DasGupta, <i>Interval Estimation for a Binomial Proportion</i>, 2001).
 *
 * <p>Successes may be a fraction, the sum of scores between 0 and 1. A score s has at most the
 * variance of a coin that falls 1 with probability s, so the interval then is wider than need be.
 */
final class Wilson {
  private Wilson() {}

  static Interval of(double successes, double n) {
    double p = successes / n;
    double z2 = Interval.Z * Interval.Z / n;
    double middle = p + z2 / 2;
    double half = Math.sqrt(z2 * (p * (1 - p) + z2 / 4));
    double low = successes <= 0 ? 0 : (middle - half) / (1 + z2);
    double high = successes >= n ? 1 : (middle + half) / (1 + z2);
    return new Interval(low, high);
  }
}
