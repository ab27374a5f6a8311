package dev.pare.cli;

import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.suite.SuiteResult.Headline;
import dev.pare.study.demo.DemoResult;
import dev.pare.study.demo.Findings;
import dev.pare.study.demo.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The demo's findings: a table with a column a size, then sentences. */
final class DemoTable {
  static final String NOTHING = "–";
  private static final int VERDICT_WIDTH = 4;

  private DemoTable() {}

  static String of(DemoResult result) {
    StringBuilder text = new StringBuilder();
    List<List<String>> rows = new ArrayList<>();
    for (Findings found : result.findings()) {
      rows.addAll(ladder(result, found.method()));
      rows.add(List.of(""));
    }
    text.append(aligned(rows));
    text.append(
        """
        Answers in percent, with intervals at 95 %. yes: at most 5 % (relative) below dense; no: more than that;
        ?: so few questions cannot tell; –: dense itself is at chance. Judged by pairs, and for all families of a size
        together (Holm). Perplexity and KL are of text that no model saw; yes: perplexity at most 5 % above dense.
        KL: from dense, in nats a token.
        """);
    text.append('\n').append(aligned(departures(result)));
    text.append("stays: is not shown to leave; ?: what lies before that cannot all be told.\n\n");
    for (Findings found : result.findings()) {
      text.append("%s: %s\n".formatted(found.method(), found.whoLeavesFirst()));
    }
    text.append('\n');
    result.comparisons().forEach(comparison -> text.append(comparison.sentence()).append('\n'));
    text.append(result.smallest()).append('\n');
    text.append(
        "\n%s, %s, peak memory %s%s\n"
            .formatted(
                OutputFormat.printable(result.model()),
                Units.seconds(result.seconds()),
                Units.bytes(result.peakRssBytes()),
                result.options().output().map(folder -> "; all is in " + folder).orElse("")));
    return text.toString();
  }

  /** Where each measure leaves, a column a method. */
  private static List<List<String>> departures(DemoResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(new ArrayList<>(List.of("no longer matches at")));
    result
        .findings()
        .get(0)
        .departures()
        .forEach(d -> rows.add(new ArrayList<>(List.of(d.measure()))));
    for (Findings found : result.findings()) {
      rows.get(0).add(found.method());
      for (int i = 1; i < rows.size(); i++) {
        rows.get(i).add(found.departures().get(i - 1).inShort());
      }
    }
    return rows;
  }

  private static List<List<String>> ladder(DemoResult result, String method) {
    List<Variant> variants = result.variants(method);
    Variant any = variants.get(0);
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(method, "dense", variants, variant -> plain(variant.size())));
    rows.add(
        row(
            "size",
            Units.bytes(result.denseBytes()),
            variants,
            variant -> plain(Units.bytes(variant.bytes()))));
    rows.add(
        row(
            "bits a weight",
            "%.2f".formatted(result.denseBitsPerWeight()),
            variants,
            variant -> plain("%.2f".formatted(variant.bitsPerWeight()))));
    rows.add(
        row(
            "perplexity",
            perplexity(any.besideDense().perplexity()),
            variants,
            variant ->
                judged(
                    perplexity(variant.perplexity().perplexity()),
                    variant.besideDense().verdict())));
    rows.add(
        row(
            "KL",
            NOTHING,
            variants,
            variant -> plain("%.4f".formatted(variant.divergence().mean().value()))));
    for (int i = 0; i < any.headlines().size(); i++) {
      int number = i;
      Headline first = any.headlines().get(i);
      rows.add(
          row(
              label(any, first),
              share(first.result().comparison().orElseThrow().baseline()),
              variants,
              variant -> answers(variant.headlines().get(number))));
    }
    return rows;
  }

  private static List<String> row(
      String label, String dense, List<Variant> variants, Function<Variant, String> cell) {
    List<String> row = new ArrayList<>(List.of(label, plain(dense)));
    variants.forEach(variant -> row.add(cell.apply(variant)));
    return row;
  }

  /** The family, and its task where it has several. */
  private static String label(Variant variant, Headline headline) {
    String family = headline.asked().family();
    long tasks =
        variant.headlines().stream().filter(h -> h.asked().family().equals(family)).count();
    String task = tasks > 1 ? ": " + headline.asked().task().name() : "";
    return "%s%s, n = %,d".formatted(family, task, headline.result().figure().n());
  }

  private static String answers(Headline headline) {
    return judged(share(headline.result().figure()), headline.adjusted().orElseThrow().verdict());
  }

  private static String share(Figure figure) {
    return "%.1f [%.0f, %.0f]"
        .formatted(
            100 * figure.value(), 100 * figure.interval().low(), 100 * figure.interval().high());
  }

  static String perplexity(double value) {
    return (value < 100 ? "%.2f" : "%,.0f").formatted(value);
  }

  /** Room where other cells have a verdict. */
  static String plain(String cell) {
    return cell + " ".repeat(VERDICT_WIDTH);
  }

  static String judged(String cell, Verdict verdict) {
    String word =
        switch (verdict) {
          case YES -> "yes";
          case NO -> "no";
          case UNDECIDED -> "?";
          case AT_CHANCE, NONE -> NOTHING;
        };
    return cell + (" " + word + " ".repeat(VERDICT_WIDTH)).substring(0, VERDICT_WIDTH);
  }

  /** Labels to the left, figures to the right. */
  static String aligned(List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
