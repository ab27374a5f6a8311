package dev.pare.study;

import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.Holm;
import dev.pare.evaluate.statistics.TaskComparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Facts that have something in common.
 *
 * @param name of what they share
 * @param comparison of the two models on them: shares with Wilson's intervals, the difference with
 *     Tango's
 * @param pValueHolm of no difference, corrected for all groups that stand beside this one
 * @param lost the share of those that the baseline knew, with Wilson's interval; empty if it knew
 *     none
 */
public record FactGroup(
    String name, TaskComparison comparison, double pValueHolm, Optional<Figure> lost) {

  /** All facts as one group. */
  static FactGroup all(List<AskedFact> facts) {
    return by(facts, fact -> "all").get(0);
  }

  /** A group for each value of a key, in the order they come. */
  static List<FactGroup> by(List<AskedFact> facts, Function<AskedFact, String> key) {
    Map<String, List<AskedFact>> members =
        facts.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    List<TaskComparison> comparisons = members.values().stream().map(FactGroup::compare).toList();
    List<Holm.Adjusted> adjusted = Holm.over(comparisons);
    List<FactGroup> groups = new ArrayList<>();
    members.forEach(
        (name, own) -> {
          int i = groups.size();
          double pValue = adjusted.get(i).differencePValue();
          groups.add(new FactGroup(name, comparisons.get(i), pValue, lost(own)));
        });
    return groups;
  }

  private static TaskComparison compare(List<AskedFact> facts) {
    double[] model = facts.stream().mapToDouble(fact -> fact.right() ? 1 : 0).toArray();
    double[] baseline = facts.stream().mapToDouble(fact -> fact.known() ? 1 : 0).toArray();
    return TaskComparison.of(model, baseline, 0, 0);
  }

  private static Optional<Figure> lost(List<AskedFact> facts) {
    double[] lost =
        facts.stream().filter(AskedFact::known).mapToDouble(f -> f.lost() ? 1 : 0).toArray();
    return lost.length == 0 ? Optional.empty() : Optional.of(Figure.of(lost, 0));
  }

  /** How many facts. */
  public int facts() {
    return comparison.model().n();
  }

  /** How many of them the baseline knew. */
  public int known() {
    return lost.map(Figure::n).orElse(0);
  }

  /** How many of these the model lost. */
  public int lostFacts() {
    return comparison.difference().flips().lost();
  }

  /** How many it knows that the baseline did not. */
  public int gainedFacts() {
    return comparison.difference().flips().gained();
  }

  double lostShare() {
    return lost.map(Figure::value).orElse(0.0);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("n", facts());
    json.put("known", known());
    json.put("lost", lostFacts());
    json.put("gained", gainedFacts());
    json.put("lostShare", lost.map(Figure::value).orElse(null));
    json.put("lostShareLow", lost.map(figure -> figure.interval().low()).orElse(null));
    json.put("lostShareHigh", lost.map(figure -> figure.interval().high()).orElse(null));
    json.put("value", comparison.model().value());
    json.put("low", comparison.model().interval().low());
    json.put("high", comparison.model().interval().high());
    json.put("baselineValue", comparison.baseline().value());
    json.put("baselineLow", comparison.baseline().interval().low());
    json.put("baselineHigh", comparison.baseline().interval().high());
    json.put("difference", comparison.difference().value());
    json.put("differenceLow", comparison.difference().interval().low());
    json.put("differenceHigh", comparison.difference().interval().high());
    json.put("pValue", comparison.difference().pValue());
    json.put("pValueHolm", pValueHolm);
    return json;
  }
}
