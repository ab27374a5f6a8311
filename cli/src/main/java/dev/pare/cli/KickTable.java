package dev.pare.cli;

import dev.pare.study.kick.CellResult;
import dev.pare.study.kick.CellResult.FamilyResult;
import dev.pare.study.kick.Check;
import dev.pare.study.kick.KickPlan;
import dev.pare.study.kick.KickResult;
import dev.pare.study.kick.MatchingEnd;
import dev.pare.study.kick.TaskScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** LLM-KICK's study as tables: a column an amount, where matching ends, the paper's findings. */
final class KickTable {
  private KickTable() {}

  static String of(KickPlan plan) {
    return PlanTable.of(plan.asking())
        + "The table is of one model's questions. Expected: %s.\n".formatted(inOneLine(plan));
  }

  /**
   * {@code 12 of 24 cells: 6 by magnitude, each 0:50 asking and 2.0 s pruning, …; 0:12:00 in all}
   */
  static String inOneLine(KickPlan plan) {
    if (plan.left().isEmpty()) {
      return "nothing, all %d cells are done".formatted(plan.cells());
    }
    String methods =
        plan.left().entrySet().stream()
            .map(method -> method(plan, method))
            .collect(Collectors.joining(", "));
    return "%d of %d cells, %s of asking each, and of pruning: %s; %s in all"
        .formatted(
            plan.cells() - plan.done(),
            plan.cells(),
            Units.seconds(plan.asking().seconds()),
            methods,
            Units.seconds(plan.seconds()));
  }

  private static String method(KickPlan plan, Map.Entry<String, Integer> left) {
    double seconds = plan.pruningSeconds().get(left.getKey());
    return "%d × %s %s".formatted(left.getValue(), Units.seconds(seconds), left.getKey());
  }

  static String of(KickResult result) {
    List<List<String>> rows = new ArrayList<>();
    result.methods().forEach(method -> rows.addAll(block(result, method)));
    StringBuilder text = new StringBuilder(DemoTable.aligned(rows));
    text.append(
        """

        Answers in percent. yes: at most 5 % (relative) below dense; no: more than that; ?: so few questions cannot
        tell; –: dense itself is at chance. Judged by pairs at 95 %, and for all families of a model together (Holm).
        Perplexity: yes at most 5 % above dense. KL: from dense on the same texts, in nats a token.
        """);
    if (!result.ends().isEmpty()) {
      text.append("\nWhere matching ends, in percent of the weights gone:\n")
          .append(DemoTable.aligned(ends(result)));
      if (result.ends().stream().anyMatch(MatchingEnd::again)) {
        text.append("*: matches again beyond.\n");
      }
    }
    text.append("\nWhat LLM-KICK (arXiv 2310.01382) found, here:\n");
    result.checks().forEach(check -> text.append(line(check)));
    return text.append(
            "\n%s, suite %s, %s, peak memory %s; all is in %s\n"
                .formatted(
                    OutputFormat.printable(result.model()),
                    OutputFormat.printable(result.suite().name()),
                    Units.seconds(result.seconds()),
                    Units.bytes(result.peakRssBytes()),
                    result.options().output()))
        .toString();
  }

  private static String line(Check check) {
    return "  %-13s  %s\n".formatted(check.outcome().words(), check.claim());
  }

  private static List<List<String>> ends(KickResult result) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(result.methods());
    rows.add(head);
    List<MatchingEnd> ends = result.ends();
    for (String measure : result.measures()) {
      List<String> row = new ArrayList<>(List.of(measure));
      ends.stream()
          .filter(end -> end.measure().equals(measure))
          .forEach(end -> row.add(end.words()));
      rows.add(row);
    }
    return rows;
  }

  private static List<List<String>> block(KickResult result, String method) {
    List<CellResult> cells = result.cells(method);
    CellResult any = cells.get(0);
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(method, "dense", cells, cell -> DemoTable.plain(cell.amount().name())));
    rows.add(
        row(
            "size",
            Units.bytes(result.denseBytes()),
            cells,
            cell -> DemoTable.plain(Units.bytes(cell.bytes()))));
    rows.add(
        row(
            KickResult.PERPLEXITY,
            DemoTable.perplexity(any.baselinePerplexity()),
            cells,
            cell ->
                DemoTable.judged(
                    DemoTable.perplexity(cell.perplexity()), cell.perplexityVerdict())));
    rows.add(
        row(
            "KL",
            DemoTable.NOTHING,
            cells,
            cell -> DemoTable.plain("%.4f".formatted(cell.divergence()))));
    for (FamilyResult family : any.families()) {
      for (int i = 0; i < family.tasks().size(); i++) {
        rows.add(task(family, i, cells));
      }
    }
    return rows;
  }

  private static List<String> task(FamilyResult family, int number, List<CellResult> cells) {
    TaskScore first = family.tasks().get(number);
    String name = family.tasks().size() > 1 ? family.name() + ": " + first.task() : family.name();
    return row(
        "%s, n = %,d".formatted(name, first.n()),
        share(first.baselineValue()),
        cells,
        cell -> {
          TaskScore score = cell.family(family.name()).tasks().get(number);
          return DemoTable.judged(share(score.value()), score.verdict());
        });
  }

  private static List<String> row(
      String label, String dense, List<CellResult> cells, Function<CellResult, String> cell) {
    List<String> row = new ArrayList<>(List.of(label, DemoTable.plain(dense)));
    cells.forEach(one -> row.add(cell.apply(one)));
    return row;
  }

  private static String share(double value) {
    return "%.1f".formatted(100 * value);
  }
}
