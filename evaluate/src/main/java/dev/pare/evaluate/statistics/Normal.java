package dev.pare.evaluate.statistics;

import org.apache.commons.math3.distribution.NormalDistribution;

/** The standard normal distribution. */
final class Normal {
  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

  private Normal() {}

  static double cumulative(double z) {
    return STANDARD.cumulativeProbability(z);
  }

  static double quantile(double probability) {
    return STANDARD.inverseCumulativeProbability(probability);
  }

  /** Of a statistic that is standard normal under the hypothesis: both tails beyond it. */
  static double twoSided(double z) {
    return Math.min(1, 2 * cumulative(-Math.abs(z)));
  }
}
