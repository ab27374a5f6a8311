package dev.pare.evaluate.statistics;

import java.util.OptionalLong;

/**
 * Does a model match its baseline: is its mean score at most 5 % below, <b>relative</b>, that is
 * model ≥ 0.95 · baseline?
 *
 * <p>Decided by the 95 % interval of the relative loss 1 − model/baseline, from the pairs of
 * scores: {@link Verdict#YES} if it ends at 5 % or below, {@link Verdict#NO} if it begins above,
 * else {@link Verdict#UNDECIDED}. So each of the two wrong answers comes in at most about 2.5 % of
 * cases, and neither is given for want of samples. For scores of 0 and 1 the interval is {@code
 * NamBlackwelder}'s, else BCa's of the ratio of means; where fewer than 20 differences depart from
 * the commonest, {@code NamBlackwelder}'s on {@link PairedTable}'s bounds.
 *
 * <p>{@link Verdict#AT_CHANCE} if 0.95 · the low end of the baseline's own interval is not above
 * chance: then a model that only guesses might match, and matching would say nothing. {@link
 * Verdict#NONE} for figures that describe and do not rate.
 *
 * @param loss 1 − model/baseline; negative if the model is better, NaN if the baseline scored 0 or
 *     the metric has no better
 * @param interval of the loss, at 95 %; NaN where the loss is
 * @param pValue of a loss of exactly 5 %, two-sided, of this task alone: see {@link Holm}; NaN if
 *     at chance or without a verdict
 * @param n samples
 * @param deciding samples that would decide with a chance of 80 %, if the rates seen are the true
 *     ones; empty if at chance, or if the loss seen is 5 % for all that matters
 */
public record Matching(
    Verdict verdict, double loss, Interval interval, double pValue, int n, OptionalLong deciding) {

  /** The relative loss that still matches. */
  public static final double TOLERANCE = 0.05;

  static final double LEAST_RATIO = 1 - TOLERANCE;

  /** The ratio of two means, its interval, and the p-value of its being 0.95. */
  private record Ratio(double value, Interval interval, double pValue, OptionalLong deciding) {
    static Ratio of(double[] model, double[] baseline, int resamples, long seed) {
      PairedTable table = PairedTable.of(model, baseline);
      double value = table.modelShare() / table.baselineShare();
      boolean binary = Scores.binary(model) && Scores.binary(baseline);
      if (binary || !Scores.varied(Scores.differences(model, baseline))) {
        double pValue = Normal.twoSided(NamBlackwelder.statistic(table, LEAST_RATIO));
        return new Ratio(value, NamBlackwelder.of(table), pValue, DecidingSamples.of(table));
      }
      Bca drawn = Bca.ofRatio(model, baseline, resamples, seed);
      OptionalLong deciding = DecidingSamples.of(model, baseline);
      return new Ratio(value, drawn.interval(), drawn.pValue(LEAST_RATIO), deciding);
    }

    Verdict verdict() {
      if (interval.low() >= LEAST_RATIO) {
        return Verdict.YES;
      }
      return interval.high() < LEAST_RATIO ? Verdict.NO : Verdict.UNDECIDED;
    }

    Interval loss() {
      return new Interval(1 - interval.high(), 1 - interval.low());
    }
  }

  /**
   * @param model a score a sample
   * @param baseline of the same samples
   * @param chance the mean score of guessing: 0.25 for one of four options, 0 for free answers
   * @throws dev.pare.core.PareException if there are none, or not as many, or one is not from 0 to
   *     1
   */
  public static Matching of(double[] model, double[] baseline, double chance, long seed) {
    return of(model, baseline, chance, Bca.RESAMPLES, seed);
  }

  /** Of a metric that has no better and no worse: no loss, no verdict. */
  static Matching none(int n) {
    return without(Verdict.NONE, n);
  }

  private static Matching without(Verdict verdict, int n) {
    Interval none = new Interval(Double.NaN, Double.NaN);
    return new Matching(verdict, Double.NaN, none, Double.NaN, n, OptionalLong.empty());
  }

  static Matching of(double[] model, double[] baseline, double chance, int resamples, long seed) {
    Scores.checkPaired(model, baseline);
    int n = model.length;
    Figure dense = Figure.of(baseline, resamples, seed);
    if (dense.value() == 0) {
      return without(Verdict.AT_CHANCE, n);
    }
    Ratio ratio = Ratio.of(model, baseline, resamples, seed);
    double loss = 1 - ratio.value();
    if (LEAST_RATIO * dense.interval().low() <= chance) {
      return new Matching(
          Verdict.AT_CHANCE, loss, ratio.loss(), Double.NaN, n, OptionalLong.empty());
    }
    OptionalLong deciding = ratio.deciding();
    if (ratio.verdict() == Verdict.UNDECIDED && deciding.isPresent()) {
      deciding = OptionalLong.of(Math.max(n + 1L, deciding.getAsLong()));
    }
    return new Matching(ratio.verdict(), loss, ratio.loss(), ratio.pValue(), n, deciding);
  }

  /** The verdict in plain words, for a table's cell. */
  public String inWords() {
    return switch (verdict) {
      case YES -> "yes, within 5 % (relative)";
      case NO -> "no, more than 5 % (relative) below";
      case AT_CHANCE -> "no verdict: the baseline is at chance";
      case NONE -> "no verdict: neither more nor less is better";
      case UNDECIDED -> "not decidable with n = " + n + "; " + decidingInWords();
    };
  }

  private String decidingInWords() {
    return deciding.isPresent()
        ? "about " + deciding.getAsLong() + " would decide"
        : "the loss seen is at the bound";
  }
}
