package dev.pare.evaluate.task;

import dev.pare.evaluate.statistics.Interval;
import dev.pare.evaluate.statistics.Matching;
import dev.pare.evaluate.statistics.MeanOverUnits;
import dev.pare.evaluate.statistics.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How well a model predicts the texts of a rolling task: e to the mean negative log-likelihood of a
 * token, over all tokens of all texts, each read from its start token. With a baseline also the
 * ratio of both perplexities, which is e to the mean difference: both read the same texts, so its
 * interval is far narrower than either's own. Intervals take texts, not tokens, as drawn.
 *
 * @param negativeLogLikelihood a token, in nats
 * @param tokens of all texts
 * @param baseline the same of the baseline; empty without one, and where it splits the texts into
 *     other numbers of tokens
 */
public record TextPerplexity(
    MeanOverUnits negativeLogLikelihood, long tokens, Optional<Beside> baseline) {
  /** The ratio of perplexities that still matches. */
  public static final double MOST_RATIO = 1 + Matching.TOLERANCE;

  /**
   * Beside a baseline.
   *
   * @param negativeLogLikelihood the baseline's
   * @param difference the model's less the baseline's, a token
   */
  public record Beside(MeanOverUnits negativeLogLikelihood, MeanOverUnits difference) {
    public double perplexity() {
      return Math.exp(negativeLogLikelihood.value());
    }

    /** At 95 %. */
    public Interval interval() {
      return exponential(negativeLogLikelihood.interval());
    }

    /** The model's perplexity over the baseline's. */
    public double ratio() {
      return Math.exp(difference.value());
    }

    /** Of the ratio, at 95 %. */
    public Interval ratioInterval() {
      return exponential(difference.interval());
    }

    /** Whether the ratio is at most {@link TextPerplexity#MOST_RATIO}, by its interval. */
    public Verdict verdict() {
      Interval ratio = ratioInterval();
      if (ratio.high() <= MOST_RATIO) {
        return Verdict.YES;
      }
      boolean infinite = difference.value() == Double.POSITIVE_INFINITY;
      return ratio.low() > MOST_RATIO || infinite ? Verdict.NO : Verdict.UNDECIDED;
    }
  }

  public double perplexity() {
    return Math.exp(negativeLogLikelihood.value());
  }

  /** At 95 %. */
  public Interval interval() {
    return exponential(negativeLogLikelihood.interval());
  }

  static TextPerplexity of(Units units, List<Answer> model, List<Answer> baseline, long seed) {
    double[] tokens = sums(units, model, Likelihood::tokens);
    double[] own = sums(units, model, text -> -text.logProbability());
    boolean alike = !baseline.isEmpty();
    for (int i = 0; alike && i < model.size(); i++) {
      alike = text(model.get(i)).tokens() == text(baseline.get(i)).tokens();
    }
    Optional<Beside> beside = Optional.empty();
    if (alike) {
      double[] other = sums(units, baseline, text -> -text.logProbability());
      double[] differences = new double[own.length];
      for (int i = 0; i < own.length; i++) {
        differences[i] = own[i] - other[i];
      }
      beside =
          Optional.of(
              new Beside(
                  MeanOverUnits.of(other, tokens, seed),
                  MeanOverUnits.of(differences, tokens, seed)));
    }
    double all = 0;
    for (double unit : tokens) {
      all += unit;
    }
    return new TextPerplexity(MeanOverUnits.of(own, tokens, seed), Math.round(all), beside);
  }

  private static Likelihood text(Answer answer) {
    return answer.likelihoods().get(0);
  }

  private static double[] sums(Units units, List<Answer> answers, ToDoubleFunction<Likelihood> of) {
    return units.members().stream()
        .mapToDouble(
            unit -> unit.stream().mapToDouble(i -> of.applyAsDouble(text(answers.get(i)))).sum())
        .toArray();
  }

  private static Interval exponential(Interval interval) {
    return new Interval(Math.exp(interval.low()), Math.exp(interval.high()));
  }

  /** As results have it. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", perplexity());
    json.put("low", interval().low());
    json.put("high", interval().high());
    json.put("tokens", tokens);
    baseline.ifPresent(
        beside -> {
          json.put("baselineValue", beside.perplexity());
          json.put("baselineLow", beside.interval().low());
          json.put("baselineHigh", beside.interval().high());
          json.put("ratio", beside.ratio());
          json.put("ratioLow", beside.ratioInterval().low());
          json.put("ratioHigh", beside.ratioInterval().high());
          json.put("verdict", EvaluationJson.inJson(beside.verdict()));
        });
    return json;
  }
}
