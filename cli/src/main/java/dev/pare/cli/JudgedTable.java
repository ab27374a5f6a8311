package dev.pare.cli;

import dev.pare.evaluate.judge.JudgedResult;
import dev.pare.evaluate.judge.JudgedRow;
import dev.pare.evaluate.judge.PairTally;
import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.TaskComparison;
import java.util.ArrayList;
import java.util.List;

/** What a judge thinks, as a table. */
final class JudgedTable {
  private static final List<String> ALONE = List.of("task", "judged", "value", "n", "unreadable");
  private static final List<String> COMPARED =
      List.of("baseline", "difference", "p (Holm)", "matches the baseline?");

  private JudgedTable() {}

  static String of(JudgedResult result) {
    boolean compared = result.rows().stream().anyMatch(row -> row.comparison().isPresent());
    List<List<String>> rows = new ArrayList<>();
    List<String> heads = new ArrayList<>(ALONE);
    heads.addAll(compared ? COMPARED : List.of());
    rows.add(heads);
    StringBuilder pairs = new StringBuilder();
    for (JudgedRow row : result.rows()) {
      List<String> cells = new ArrayList<>(figure(row));
      if (compared) {
        cells.addAll(
            row.comparison()
                .map(comparison -> comparison(result, row, comparison))
                .orElse(List.of("", "", "", "")));
      }
      rows.add(cells);
      row.pairs().ifPresent(tally -> pairs.append(pairs(row, tally)));
    }
    return "\nJudged by "
        + OutputFormat.printable(result.judge())
        + ", ratings in percent of 10:\n"
        + EvaluationTable.aligned(rows)
        + pairs;
  }

  private static List<String> figure(JudgedRow row) {
    return List.of(
        row.task().name(),
        row.metric(),
        row.figure().map(JudgedTable::value).orElse("–"),
        "%,d".formatted(row.figure().map(Figure::n).orElse(0)),
        "%,d".formatted(row.unreadable()));
  }

  private static String value(Figure figure) {
    return "%.1f [%.1f, %.1f]"
        .formatted(
            100 * figure.value(), 100 * figure.interval().low(), 100 * figure.interval().high());
  }

  private static List<String> comparison(
      JudgedResult result, JudgedRow row, TaskComparison comparison) {
    return List.of(
        "%.1f".formatted(100 * comparison.baseline().value()),
        "%+.1f [%+.1f, %+.1f]"
            .formatted(
                100 * comparison.difference().value(),
                100 * comparison.difference().interval().low(),
                100 * comparison.difference().interval().high()),
        EvaluationTable.pValue(result.adjusted(row).orElseThrow().differencePValue()),
        result.verdict(row));
  }

  private static String pairs(JudgedRow row, PairTally tally) {
    String agreement =
        tally.asked() == 0
            ? ""
            : "; of %,d pairs asked about, both orders agree on %,d (%.1f %%)"
                .formatted(tally.asked(), tally.agreed(), 100 * tally.agreement());
    String same = tally.same() == 0 ? "" : " (%,d of the same text)".formatted(tally.same());
    return "%s: %,d wins, %,d ties%s, %,d losses%s.\n"
        .formatted(row.task().name(), tally.wins(), tally.ties(), same, tally.losses(), agreement);
  }
}
