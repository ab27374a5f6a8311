package dev.pare.evaluate.statistics;

/**
 * How a model's mean score differs from the baseline's on the same samples.
 *
 * <p>Scores of 0 and 1 get Tango's interval and McNemar's mid-p test, others BCa's interval of the
 * mean difference and the test of flipped signs. Where scores are fractions but fewer than 20
 * differences depart from the commonest, the interval is Tango's on {@link PairedTable}'s bounds.
 *
 * @param value model less baseline
 * @param interval at 95 %
 * @param pValue of no difference, two-sided, of this task alone: see {@link Holm} for several
 * @param flips samples that changed, either way
 */
public record Difference(double value, Interval interval, double pValue, Flips flips) {
  /**
   * @param model a score a sample
   * @param baseline of the same samples
   * @throws dev.pare.core.PareException if there are none, or not as many, or one is not from 0 to
   *     1
   */
  public static Difference of(double[] model, double[] baseline, long seed) {
    return of(model, baseline, Bca.RESAMPLES, seed);
  }

  Difference times(double scale) {
    return new Difference(value * scale, interval.times(scale), pValue, flips);
  }

  static Difference of(double[] model, double[] baseline, int resamples, long seed) {
    PairedTable table = PairedTable.of(model, baseline);
    double[] differences = Scores.differences(model, baseline);
    Flips flips = Flips.of(differences);
    double value = Scores.mean(differences);
    if (Scores.binary(model) && Scores.binary(baseline)) {
      double pValue = McNemar.pValue(flips.gained(), flips.lost());
      return new Difference(value, Tango.of(table), pValue, flips);
    }
    Interval interval =
        Scores.varied(differences)
            ? Bca.ofMean(differences, resamples, seed).interval()
            : Tango.of(table);
    return new Difference(value, interval, SignFlips.pValue(differences, seed), flips);
  }
}
