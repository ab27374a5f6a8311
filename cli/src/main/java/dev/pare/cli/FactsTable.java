package dev.pare.cli;

import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.Trend;
import dev.pare.study.AskedFact;
import dev.pare.study.FactGroup;
import dev.pare.study.FactStudy;
import java.util.ArrayList;
import java.util.List;

/** Facts lost and gained, as tables. */
final class FactsTable {
  private FactsTable() {}

  /**
   * @param show how many of the lost facts to tell
   */
  static String of(FactStudy study, int show) {
    FactGroup all = study.all();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s beside %s: %s by %s\n"
            .formatted(
                OutputFormat.printable(study.model()),
                OutputFormat.printable(study.baseline()),
                OutputFormat.printable(study.task()),
                study.metric()));
    text.append(
        "Of %,d facts asked for the baseline knows %,d, the model %,d: %,d are lost (%s of those known), %,d gained.\n\n"
            .formatted(
                all.facts(),
                all.known(),
                all.known() - all.lostFacts() + all.gainedFacts(),
                all.lostFacts(),
                share(all),
                all.gainedFacts()));
    text.append(table("trained", study.exposures())).append(trend(study.trend())).append('\n');
    text.append(table("relation", study.relations()));
    text.append(
        "Intervals are at 95 %; p: that the two know equally many, corrected for all rows of its table.\n");
    List<AskedFact> lost = study.lost();
    if (!lost.isEmpty() && show > 0) {
      text.append("\nLost, %,d of %,d:\n".formatted(Math.min(show, lost.size()), lost.size()));
      lost.stream().limit(show).forEach(fact -> text.append(told(fact)));
    }
    return text.toString();
  }

  private static String table(String what, List<FactGroup> groups) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(what, "lost of the known", "lost", "known", "facts", "gained", "p (Holm)"));
    for (FactGroup group : groups) {
      rows.add(
          List.of(
              OutputFormat.printable(group.name()),
              share(group),
              "%,d".formatted(group.lostFacts()),
              "%,d".formatted(group.known()),
              "%,d".formatted(group.facts()),
              "%,d".formatted(group.gainedFacts()),
              EvaluationTable.pValue(group.pValueHolm())));
    }
    return EvaluationTable.aligned(rows);
  }

  private static String share(FactGroup group) {
    return group.lost().map(FactsTable::percent).orElse("–");
  }

  private static String percent(Figure share) {
    return "%.1f %% [%.1f, %.1f]"
        .formatted(
            100 * share.value(), 100 * share.interval().low(), 100 * share.interval().high());
  }

  private static String trend(Trend trend) {
    if (Double.isNaN(trend.pValue())) {
      return "";
    }
    return "The rarer they were trained the %s they are lost: p of no trend is %s.\n"
        .formatted(
            trend.z() < 0 ? "more often" : "less often", EvaluationTable.pValue(trend.pValue()));
  }

  private static String told(AskedFact fact) {
    String said = OutputFormat.printable(fact.said());
    String answer = OutputFormat.printable(fact.answer());
    return "  %s (%s)%s\n"
        .formatted(
            OutputFormat.printable(fact.id()),
            fact.exposure(),
            answer.isEmpty() ? "" : ": " + answer + ", not \"" + said + "\"");
  }
}
