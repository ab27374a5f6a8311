package dev.pare.evaluate.statistics;

/**
 * A model beside the one it was made of, on one task.
 *
 * @param model its figure
 * @param baseline the baseline's
 * @param difference model less baseline, sample by sample
 * @param matching the verdict; {@link Verdict#NONE} where figures only describe
 */
public record TaskComparison(
    Figure model, Figure baseline, Difference difference, Matching matching) {
  /**
   * @param model a score a sample, each from 0 to 1
   * @param baseline of the same samples, in the same order
   * @param chance the mean score of guessing
   * @param seed of the draws, where scores are fractions
   * @throws dev.pare.core.PareException if there are none, or not as many, or one is not from 0 to
   *     1
   */
  public static TaskComparison of(double[] model, double[] baseline, double chance, long seed) {
    return new TaskComparison(
        Figure.of(model, seed),
        Figure.of(baseline, seed),
        Difference.of(model, baseline, seed),
        Matching.of(model, baseline, chance, seed));
  }

  /**
   * The same of a metric that has no better and no worse, such as a length: no verdict.
   *
   * @param model a figure a sample, each from 0 to {@code scale}
   * @param baseline of the same samples, in the same order
   */
  public static TaskComparison withoutVerdict(
      double[] model, double[] baseline, double scale, long seed) {
    double[] own = Scores.divided(model, scale);
    double[] other = Scores.divided(baseline, scale);
    return new TaskComparison(
        Figure.of(model, scale, seed),
        Figure.of(baseline, scale, seed),
        Difference.of(own, other, seed).times(scale),
        Matching.none(model.length));
  }
}
