package dev.pare.evaluate.statistics;

/**
 * A task's figure of one model: the mean score with its 95 % interval.
 *
 * @param value mean of the samples' scores
 * @param interval Wilson's where all scores are 0 or 1, or fewer than 20 differ from the commonest;
 *     else BCa's with 9999 resamples
 * @param n samples
 */
public record Figure(double value, Interval interval, int n) {
  /**
   * @param scores a score a sample, each from 0 to 1
   * @throws dev.pare.core.PareException if there is none, or one is not from 0 to 1
   */
  public static Figure of(double[] scores, long seed) {
    return of(scores, Bca.RESAMPLES, seed);
  }

  /**
   * Of figures such as lengths.
   *
   * @param values one a sample, each from 0 to {@code scale}
   */
  public static Figure of(double[] values, double scale, long seed) {
    return of(Scores.divided(values, scale), seed).times(scale);
  }

  Figure times(double scale) {
    return new Figure(value * scale, interval.times(scale), n);
  }

  static Figure of(double[] scores, int resamples, long seed) {
    Scores.check(scores);
    double mean = Scores.mean(scores);
    boolean binomial = Scores.binary(scores) || !Scores.varied(scores);
    Interval interval =
        binomial
            ? Wilson.of(mean * scores.length, scores.length)
            : Bca.ofMean(scores, resamples, seed).interval();
    return new Figure(mean, interval, scores.length);
  }
}
