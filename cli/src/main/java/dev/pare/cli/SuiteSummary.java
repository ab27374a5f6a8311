package dev.pare.cli;

import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.suite.SuiteTask;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a suite found, family by family, in words. */
final class SuiteSummary {
  private static final Map<Verdict, String> WORDS =
      Map.of(
          Verdict.YES, "still matches",
          Verdict.NO, "no longer matches",
          Verdict.UNDECIDED, "cannot be decided with so few samples",
          Verdict.AT_CHANCE, "no verdict: the baseline itself is at chance");

  private SuiteSummary() {}

  static String of(SuiteResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "\n%s, by family: %s\n".formatted(result.suite().name(), result.suite().description()));
    int width = result.suite().families().stream().mapToInt(f -> f.name().length()).max().orElse(0);
    for (Suite.Family family : result.suite().families()) {
      Verdict verdict = result.families().get(family.name());
      text.append(("  %-" + width + "s  ").formatted(family.name()))
          .append(judgedBy(result, family))
          .append(verdict == null ? "" : ": " + WORDS.get(verdict))
          .append('\n');
    }
    return text.toString();
  }

  private static String judgedBy(SuiteResult result, Suite.Family family) {
    return result.asked().stream()
        .filter(task -> task.family().equals(family.name()))
        .map(task -> named(task) + result.rating(task).map(rated -> " and a judge").orElse(""))
        .collect(Collectors.joining("; "));
  }

  private static String named(SuiteTask task) {
    List<String> absent = task.absent();
    return task.task().name()
        + " by "
        + task.metric()
        + (absent.isEmpty() ? "" : " (no data of " + String.join(", ", absent) + ")");
  }
}
