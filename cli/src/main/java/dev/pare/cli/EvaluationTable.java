package dev.pare.cli;

import dev.pare.evaluate.statistics.Holm;
import dev.pare.evaluate.statistics.TaskComparison;
import dev.pare.evaluate.task.EvaluationResult;
import dev.pare.evaluate.task.Speed;
import dev.pare.evaluate.task.TaskResult;
import java.util.ArrayList;
import java.util.List;

/** An evaluation as a table. */
final class EvaluationTable {
  private EvaluationTable() {}

  static String of(EvaluationResult result) {
    boolean compared = result.baseline().isPresent();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        compared
            ? List.of(
                "task",
                "metric",
                "value",
                "n",
                "baseline",
                "difference",
                "p (Holm)",
                "flips",
                "KL",
                "matches the baseline?")
            : List.of("task", "metric", "value", "n"));
    for (int i = 0; i < result.results().size(); i++) {
      List<String> row = new ArrayList<>(figure(result.results().get(i)));
      if (compared) {
        row.addAll(comparison(result, i));
        row.add(row.size() - 1, divergence(result.results(), i));
      }
      rows.add(row);
    }
    String what =
        compared
            ? "Intervals are at 95 %; flips: samples that the baseline missed and the model got,"
                + " and the reverse.\nKL: of the model from the baseline, in nats a token; – where their tokens"
                + " differ.\n"
            : "Intervals are at 95 %.\n";
    boolean grouped = result.results().stream().anyMatch(row -> row.samples() > row.figure().n());
    return aligned(rows)
        + what
        + heads(result)
        + (grouped ? "Samples of a group count as one.\n" : "")
        + speeds(result);
  }

  private static String heads(EvaluationResult result) {
    StringBuilder text = new StringBuilder();
    for (TaskResult row : result.results()) {
      row.head()
          .ifPresent(
              head ->
                  text.append(
                      "%s %s: layer %d, head %d, right on %s %% of %d samples set apart.\n"
                          .formatted(
                              row.task().name(),
                              row.metric(),
                              head.layer(),
                              head.head(),
                              "%.0f".formatted(100 * head.accuracy()),
                              head.samples())));
    }
    return text.toString();
  }

  /** Once a task: it is the same for all its metrics. */
  private static String divergence(List<TaskResult> results, int index) {
    TaskResult result = results.get(index);
    boolean told = index > 0 && results.get(index - 1).task().equals(result.task());
    return told
        ? ""
        : result.divergence().map(kl -> "%.4f".formatted(kl.mean().value())).orElse("–");
  }

  private static String speeds(EvaluationResult result) {
    return "Computed: the model "
        + speed(result.speed())
        + result.baselineSpeed().map(baseline -> "; the baseline " + speed(baseline)).orElse("")
        + ".\n";
  }

  private static String speed(Speed speed) {
    return speed.requests() == 0
        ? "nothing, its answers were kept"
        : "%,d requests, %,.1f a second, %,.0f tokens a second"
            .formatted(speed.requests(), speed.requestsPerSecond(), speed.tokensPerSecond());
  }

  private static List<String> figure(TaskResult result) {
    return List.of(
        result.task().name(),
        result.metric(),
        told(result, result.figure().value(), "%.1f")
            + " [%s, %s]"
                .formatted(
                    told(result, result.figure().interval().low(), "%.1f"),
                    told(result, result.figure().interval().high(), "%.1f")),
        "%,d".formatted(result.figure().n()));
  }

  private static List<String> comparison(EvaluationResult result, int index) {
    TaskResult row = result.results().get(index);
    TaskComparison comparison = row.comparison().orElseThrow();
    Holm.Adjusted adjusted = result.adjusted().get(index);
    return List.of(
        told(row, comparison.baseline().value(), "%.1f"),
        "%s [%s, %s]"
            .formatted(
                told(row, comparison.difference().value(), "%+.1f"),
                told(row, comparison.difference().interval().low(), "%+.1f"),
                told(row, comparison.difference().interval().high(), "%+.1f")),
        pValue(adjusted.differencePValue()),
        "+%d −%d"
            .formatted(
                comparison.difference().flips().gained(), comparison.difference().flips().lost()),
        result.verdict(index));
  }

  /** Shares in percent, counts as they are. */
  private static String told(TaskResult row, double value, String format) {
    return format.formatted(row.isShare() ? 100 * value : value);
  }

  static String pValue(double p) {
    if (Double.isNaN(p)) {
      return "–";
    }
    return p < 0.0001 ? "< 0.0001" : "%.4f".formatted(p);
  }

  /** Names to the left, figures to the right. */
  static String aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        boolean left = i < 2 || i == 9;
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(left ? row.get(i) + padding : padding + row.get(i)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
