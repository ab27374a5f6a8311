package dev.pare.evaluate.statistics;

/**
 * The score interval of the ratio of two proportions of the same samples (J.-M. Nam and W. C.
 * Blackwelder, <i>Analysis of the Ratio of Marginal Probabilities in a Matched-Pair Setting</i>,
 * 2002): all θ = model / baseline that the score test does not reject.
 *
 * <pre>{@code
 * T(θ) = √n·(m − θb) / √(θ·(q₁ + q₂)),   |T| ≤ z
 * q₁ = (θ²(b + 2p₁) − m + √((m − θ²b)² + 4θ²p₁p₂)) / (2θ(θ + 1)) if the model alone is right,
 * q₂ = θq₁ − (θ − 1)(m + p₂) if the baseline alone is
 * }</pre>
 *
 * <p>m and b are the shares of right answers of model and baseline, p₁ and p₂ the shares right in
 * the model alone and in the baseline alone, q₁ and q₂ the likeliest values of these under θ. T(1)
 * is McNemar's statistic. The plain choice, Fieller's (p in place of q), or the delta method claim
 * certainty where no answer flipped, and reject too often where few did.
 */
final class NamBlackwelder {
  private static final double LEAST_LOG_RATIO = -50;
  private static final double MOST_LOG_RATIO = 50;

  private NamBlackwelder() {}

  /**
   * @param table with one right answer of the baseline at least
   */
  static Interval of(PairedTable table) {
    double low = bound(table, Interval.Z);
    double high = bound(table, -Interval.Z);
    return new Interval(table.modelShare() == 0 ? 0 : low, high);
  }

  private static double bound(PairedTable table, double level) {
    return Math.exp(
        Root.find(log -> statistic(table, Math.exp(log)), level, LEAST_LOG_RATIO, MOST_LOG_RATIO));
  }

  static double statistic(PairedTable table, double ratio) {
    double distance = table.modelShare() - ratio * table.baselineShare();
    if (distance == 0) {
      return 0;
    }
    return distance / Math.sqrt(varianceUnder(table, ratio) / table.n());
  }

  /** Of model − ratio·baseline for one sample, if ratio is the true one: θ(q₁ + q₂). */
  static double varianceUnder(PairedTable table, double ratio) {
    double m = table.modelShare();
    double b = table.baselineShare();
    double p1 = table.modelOnly() / table.n();
    double p2 = table.baselineOnly() / table.n();
    double square = ratio * ratio;
    double gap = m - square * b;
    double root = Math.sqrt(gap * gap + 4 * square * p1 * p2);
    double q1 = (square * (b + 2 * p1) - m + root) / (2 * ratio * (ratio + 1));
    double q2 = ratio * q1 - (ratio - 1) * (m + p2);
    return Math.max(0, ratio * (q1 + q2));
  }
}
