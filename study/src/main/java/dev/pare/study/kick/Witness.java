package dev.pare.study.kick;

import dev.pare.evaluate.statistics.Matching;
import dev.pare.evaluate.statistics.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers one check's questions out of a study's result, and notes what it looked at. */
final class Witness {
  private final KickResult result;
  private final Map<String, Set<String>> seen = new LinkedHashMap<>();

  Witness(KickResult result) {
    this.result = result;
  }

  /** That a cell matches dense in one respect. */
  Outcome matches(CellResult cell, String measure) {
    if (!result.measures().contains(measure)) {
      return Outcome.NOT_ASKED;
    }
    return note(cell.label() + " " + cell.amount().name(), measure, cell.verdict(measure));
  }

  /**
   * That a cell is at most 5 % below another, relative, on the same questions of a family: by all
   * its tasks.
   */
  Outcome matches(CellResult cell, CellResult other, String family) {
    if (!result.measures().contains(family)) {
      return Outcome.NOT_ASKED;
    }
    List<Outcome> tasks = new ArrayList<>();
    for (TaskScore score : cell.family(family).tasks()) {
      TaskScore beside =
          other.family(family).tasks().stream()
              .filter(task -> task.task().equals(score.task()))
              .findFirst()
              .orElseThrow();
      Matching matching =
          Matching.of(score.units(), beside.units(), score.chance(), result.options().seed());
      String pair = "%s beside %s %s".formatted(cell.label(), other.label(), cell.amount().name());
      tasks.add(note(pair, family, matching.verdict()));
    }
    return Outcome.all(tasks);
  }

  private Outcome note(String where, String measure, Verdict verdict) {
    Outcome outcome = Outcome.matching(verdict);
    seen.computeIfAbsent(where, none -> new TreeSet<>()).add(measure + " " + word(verdict));
    return outcome;
  }

  /** Whether it matches, for a table's cell. */
  static String word(Verdict verdict) {
    return switch (verdict) {
      case YES -> "yes";
      case NO -> "no";
      case UNDECIDED -> "?";
      case AT_CHANCE, NONE -> "–";
    };
  }

  /** What was looked at, in the order of first looks: does it match? */
  List<String> seen() {
    return seen.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
        .toList();
  }
}
