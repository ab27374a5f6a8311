package dev.pare.evaluate.statistics;

/**
 * Two models' answers to the same samples, counted.
 *
 * <p>Of scores between 0 and 1 the counts are fractions: both = Σ min(m, b), modelOnly = Σ (m −
 * b)⁺, baselineOnly = Σ (b − m)⁺. They are what is expected if one number u, uniform between 0 and
 * 1, made each pair of scores an answer right where u is below it. Means stay and variances can
 * only grow by that, so the binomial methods bound such scores, safely but widely.
 *
 * @param both right in both
 * @param modelOnly right in the model alone
 * @param baselineOnly right in the baseline alone
 * @param n samples
 */
public record PairedTable(double both, double modelOnly, double baselineOnly, double n) {
  /**
   * @param model a score a sample
   * @param baseline of the same samples
   * @throws dev.pare.core.PareException if there are none, or not as many, or one is not from 0 to
   *     1
   */
  public static PairedTable of(double[] model, double[] baseline) {
    Scores.checkPaired(model, baseline);
    double both = 0;
    double modelOnly = 0;
    double baselineOnly = 0;
    for (int i = 0; i < model.length; i++) {
      both += Math.min(model[i], baseline[i]);
      modelOnly += Math.max(0, model[i] - baseline[i]);
      baselineOnly += Math.max(0, baseline[i] - model[i]);
    }
    return new PairedTable(both, modelOnly, baselineOnly, model.length);
  }

  /** The model's share of right answers. */
  public double modelShare() {
    return (both + modelOnly) / n;
  }

  /** The baseline's. */
  public double baselineShare() {
    return (both + baselineOnly) / n;
  }
}
