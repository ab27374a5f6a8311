package dev.pare.study.demo;

import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.task.EvaluationJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Where something that the dense model can do leaves matching as a method goes down its ladder.
 *
 * @param measure a family, or perplexity
 * @param steps one a rung
 */
public record Departure(String measure, List<Step> steps) {
  public Departure {
    steps = List.copyOf(steps);
  }

  /**
   * One rung.
   *
   * @param verdict whether the model of that size still matches
   * @param change of its figure
   */
  public record Step(String rung, Verdict verdict, Change change) {}

  /** Steps next to each other with the same verdict. */
  private record Run(Verdict verdict, List<Step> steps) {}

  /** The first rung that no longer matches, from 0; empty if none is shown to. */
  public OptionalInt first() {
    return IntStream.range(0, steps.size())
        .filter(i -> steps.get(i).verdict() == Verdict.NO)
        .findFirst();
  }

  /** The rungs that are undecided, above a rung. */
  List<String> undecidedAbove(int rung) {
    return steps.subList(0, rung).stream()
        .filter(step -> step.verdict() == Verdict.UNDECIDED)
        .map(Step::rung)
        .toList();
  }

  /**
   * Where it leaves, in a table: {@code 2 bits}, or {@code stays}, with {@code ?} behind where
   * something before that is undecided; {@code –} where the dense model is at chance.
   */
  public String inShort() {
    if (atChance()) {
      return "–";
    }
    OptionalInt first = first();
    String left = first.isPresent() ? steps.get(first.getAsInt()).rung() : "stays";
    return undecidedAbove(first.orElse(steps.size())).isEmpty() ? left : left + " ?";
  }

  private boolean atChance() {
    return steps.stream().allMatch(step -> step.verdict() == Verdict.AT_CHANCE);
  }

  /** What is found at each size, in words. */
  public String sentence() {
    if (atChance()) {
      return measure + ": no verdict, for the dense model itself is at chance.";
    }
    List<String> parts = new ArrayList<>();
    boolean left = false;
    for (Run run : runs()) {
      boolean leaves = !left && run.verdict() == Verdict.NO;
      String change =
          leaves
              ? " (%s at %s)"
                  .formatted(run.steps().get(0).change().inWords(), run.steps().get(0).rung())
              : "";
      parts.add(verb(run.verdict(), left) + " at " + Phrases.and(rungs(run)) + change);
      left |= leaves;
    }
    return measure + " " + String.join(", ", parts) + ".";
  }

  private static List<String> rungs(Run run) {
    return run.steps().stream().map(Step::rung).toList();
  }

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (Step step : steps) {
      if (runs.isEmpty() || runs.get(runs.size() - 1).verdict() != step.verdict()) {
        runs.add(new Run(step.verdict(), new ArrayList<>()));
      }
      runs.get(runs.size() - 1).steps().add(step);
    }
    return runs;
  }

  private static String verb(Verdict verdict, boolean again) {
    return switch (verdict) {
      case YES -> again ? "matches again" : "matches";
      case NO -> again ? "does not match" : "no longer matches";
      case UNDECIDED -> "cannot be decided";
      case AT_CHANCE, NONE -> "has no verdict";
    };
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("measure", measure);
    json.put("leavesAt", first().isPresent() ? steps.get(first().getAsInt()).rung() : null);
    List<Map<String, Object>> each = new ArrayList<>();
    for (Step step : steps) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("size", step.rung());
      entry.put("verdict", EvaluationJson.inJson(step.verdict()));
      entry.put("change", step.change().value());
      entry.put("changeLow", step.change().interval().low());
      entry.put("changeHigh", step.change().interval().high());
      each.add(entry);
    }
    json.put("sizes", each);
    json.put("sentence", sentence());
    return json;
  }
}
