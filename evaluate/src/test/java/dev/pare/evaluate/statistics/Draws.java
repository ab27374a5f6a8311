package dev.pare.evaluate.statistics;

import java.util.Random;

/** Scores drawn from a known truth. */
final class Draws {
  private Draws() {}

  /** One sample's chances: right in both, in the model alone, in the baseline alone. */
  record Truth(double both, double modelOnly, double baselineOnly) {
    /**
     * From the baseline's share, the ratio model / baseline, and the share right in the model
     * alone.
     */
    static Truth of(double baseline, double ratio, double modelOnly) {
      double both = ratio * baseline - modelOnly;
      return new Truth(both, modelOnly, baseline - both);
    }

    double difference() {
      return modelOnly - baselineOnly;
    }

    double ratio() {
      return (both + modelOnly) / (both + baselineOnly);
    }

    PairedTable table() {
      return new PairedTable(both, modelOnly, baselineOnly, 1);
    }

    /** {model, baseline}, each of n scores. */
    double[][] draw(int n, Random random) {
      double[][] scores = new double[2][n];
      for (int i = 0; i < n; i++) {
        double u = random.nextDouble();
        boolean inBoth = u < both;
        boolean inModel = !inBoth && u < both + modelOnly;
        boolean inBaseline = !inBoth && !inModel && u < both + modelOnly + baselineOnly;
        scores[0][i] = inBoth || inModel ? 1 : 0;
        scores[1][i] = inBoth || inBaseline ? 1 : 0;
      }
      return scores;
    }
  }

  /**
   * {model, baseline} of fractions as F1 gives them: a baseline's score is 0 in 3 of 10, 1 in 2,
   * else uniform; half of the model's are equal, the others are multiplied by a uniform number of
   * mean {@code 2 · ratio − 1}, so that the ratio of expectations is {@code ratio}.
   */
  static double[][] fractions(int n, double ratio, Random random) {
    double[][] scores = new double[2][n];
    for (int i = 0; i < n; i++) {
      double kind = random.nextDouble();
      double baseline = kind < 0.3 ? 0 : kind < 0.5 ? 1 : random.nextDouble();
      double mean = 2 * ratio - 1;
      double width = Math.min(mean, 1 - mean);
      double factor = mean + width * (2 * random.nextDouble() - 1);
      scores[0][i] = random.nextBoolean() ? baseline : baseline * factor;
      scores[1][i] = baseline;
    }
    return scores;
  }

  static final double MEAN_OF_FRACTIONS = 0.2 + 0.5 * 0.5;
}
