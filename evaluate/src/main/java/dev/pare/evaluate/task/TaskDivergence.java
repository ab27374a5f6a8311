package dev.pare.evaluate.task;

import dev.pare.evaluate.statistics.Interval;
import dev.pare.evaluate.statistics.MeanOverUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * KL(baseline ‖ model) in nats over the tokens of a task where the two are compared: those of the
 * right choices' continuations, of whole texts, of the baseline's own generated answers. See {@link
 * dev.pare.evaluate.divergence.RowDivergence}: the baseline's distributions are kept in part.
 *
 * @param mean over tokens; its interval takes units, not tokens, as drawn
 * @param median of the tokens' values, interpolated (Hyndman and Fan's type 7)
 * @param percentile99 what 99 % of them do not exceed
 * @param sameTop share of tokens where both models find the same one most probable
 * @param positions tokens compared
 * @param truncation the part of the mean that was estimated from draws: mean less {@code least}
 * @param least no more than the exact mean
 * @param most no less than the exact mean
 */
public record TaskDivergence(
    MeanOverUnits mean,
    double median,
    double percentile99,
    double sameTop,
    long positions,
    double truncation,
    double least,
    double most) {

  /** Empty unless all of the answers were compared with a baseline's, at one token at least. */
  static Optional<TaskDivergence> of(Units units, List<Answer> answers, long seed) {
    List<List<SampleDivergence>> byUnit = new ArrayList<>();
    for (List<Integer> members : units.members()) {
      List<SampleDivergence> unit = new ArrayList<>();
      for (int member : members) {
        if (answers.get(member).divergence().isEmpty()) {
          return Optional.empty();
        }
        answers.get(member).divergence().filter(s -> s.positions() > 0).ifPresent(unit::add);
      }
      if (!unit.isEmpty()) {
        byUnit.add(unit);
      }
    }
    return byUnit.isEmpty() ? Optional.empty() : Optional.of(ofUnits(byUnit, seed));
  }

  private static TaskDivergence ofUnits(List<List<SampleDivergence>> units, long seed) {
    double[] sums = sums(units, sample -> SampleDivergence.sum(sample.values()));
    double[] counts = sums(units, SampleDivergence::positions);
    MeanOverUnits mean = MeanOverUnits.of(sums, counts, seed);
    List<SampleDivergence> samples = units.stream().flatMap(List::stream).toList();
    double[] values =
        samples.stream()
            .flatMap(sample -> sample.values().stream())
            .mapToDouble(Float::doubleValue)
            .toArray();
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(values);
    double least = mean(samples, values.length, s -> SampleDivergence.sum(s.least()));
    return new TaskDivergence(
        mean,
        percentile.evaluate(50),
        percentile.evaluate(99),
        mean(samples, values.length, s -> s.sameTop().stream().filter(same -> same).count()),
        values.length,
        mean.value() - least,
        least,
        mean(samples, values.length, s -> SampleDivergence.sum(s.most())));
  }

  private static double[] sums(
      List<List<SampleDivergence>> units, ToDoubleFunction<SampleDivergence> of) {
    return units.stream().mapToDouble(unit -> unit.stream().mapToDouble(of).sum()).toArray();
  }

  private static double mean(
      List<SampleDivergence> samples, int count, ToDoubleFunction<SampleDivergence> sum) {
    return samples.stream().mapToDouble(sum).sum() / count;
  }

  /** Of the mean, at 95 %. */
  public Interval interval() {
    return mean.interval();
  }
}
