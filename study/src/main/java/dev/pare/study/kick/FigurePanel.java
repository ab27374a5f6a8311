package dev.pare.study.kick;

import dev.pare.evaluate.statistics.Matching;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.task.TextPerplexity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One panel of {@link KickFigure}: what is kept in one respect, 0 to 1.1 of dense; what is more or
 * less lies at the edge.
 */
final class FigurePanel {
  static final int WIDTH = 300;
  static final int HEIGHT = 210;

  private static final int LEFT = 40;
  private static final int RIGHT = 290;
  private static final int TOP = 24;
  private static final int BOTTOM = 174;
  private static final int SLOT = 36; // of a pattern
  private static final int ASIDE = 3; // of a method, so that whiskers don't hide each other
  private static final double MOST = 1.1;

  private final KickResult result;
  private final String measure;
  private final StringBuilder svg;
  private final List<Amount> patterns;
  private final double mostShare;

  FigurePanel(KickResult result, String measure, StringBuilder svg) {
    this.result = result;
    this.measure = measure;
    this.svg = svg;
    patterns = result.amounts().stream().filter(Amount::structured).toList();
    mostShare =
        result.amounts().stream()
            .filter(amount -> !amount.structured())
            .mapToDouble(Amount::sparsity)
            .max()
            .orElse(0);
  }

  void draw() {
    svg.append(
        "<text x=\"%d\" y=\"16\" font-weight=\"bold\">%s</text>\n"
            .formatted(LEFT, KickFigure.escape(measure)));
    axes();
    boolean judged =
        result.cells().stream().anyMatch(cell -> cell.verdict(measure) != Verdict.AT_CHANCE);
    if (!judged) {
      text((LEFT + RIGHT) / 2.0, (TOP + BOTTOM) / 2.0, "middle", "dense is at chance");
      return;
    }
    for (int i = 0; i < result.methods().size(); i++) {
      method(i);
    }
  }

  private void axes() {
    for (String label : List.of("0", "0.5", "1")) {
      double kept = Double.parseDouble(label);
      line(LEFT, y(kept), RIGHT, y(kept), "stroke=\"#dddddd\"");
      text(LEFT - 6.0, y(kept) + 4, "end", label);
    }
    double bound =
        measure.equals(KickResult.PERPLEXITY)
            ? 1 / TextPerplexity.MOST_RATIO
            : 1 - Matching.TOLERANCE;
    line(LEFT, y(bound), RIGHT, y(bound), "stroke=\"#888888\" stroke-dasharray=\"4 3\"");
    for (Amount amount : result.amounts()) {
      String label = amount.structured() ? amount.name() : amount.percent();
      text(x(amount), BOTTOM + 15, "middle", label);
    }
    if (mostShare > 0) {
      text(LEFT, BOTTOM + 15, "middle", "0");
      text((LEFT + sharesEnd()) / 2, BOTTOM + 30, "middle", "% of weights gone");
    }
  }

  private void method(int number) {
    List<CellResult> cells =
        result.cells(result.methods().get(number)).stream()
            .filter(cell -> !Double.isNaN(cell.kept(measure).value()))
            .toList();
    double aside = ASIDE * (number - (result.methods().size() - 1) / 2.0);
    String colour = KickFigure.colour(number);
    List<String> points = new ArrayList<>(List.of(point(LEFT, y(1))));
    cells.stream()
        .filter(cell -> !cell.amount().structured())
        .forEach(
            cell -> points.add(point(x(cell.amount()) + aside, y(cell.kept(measure).value()))));
    if (points.size() > 1) {
      svg.append(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>\n"
              .formatted(String.join(" ", points), colour));
    }
    cells.forEach(cell -> mark(cell, x(cell.amount()) + aside, colour));
  }

  private void mark(CellResult cell, double x, String colour) {
    Kept kept = cell.kept(measure);
    if (!Double.isNaN(kept.low()) && !Double.isNaN(kept.high())) {
      line(x, y(kept.low()), x, y(kept.high()), "stroke=\"%s\" opacity=\"0.6\"".formatted(colour));
    }
    String fill =
        switch (cell.verdict(measure)) {
          case YES -> "fill=\"%s\"".formatted(colour);
          case UNDECIDED -> "fill=\"%s\" fill-opacity=\"0.3\"".formatted(colour);
          case NO, AT_CHANCE, NONE -> "fill=\"#ffffff\"";
        };
    svg.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"3.2\" %s stroke=\"%s\"><title>%s</title></circle>\n"
            .formatted(
                number(x), number(y(kept.value())), fill, colour, KickFigure.escape(hint(cell))));
  }

  private String hint(CellResult cell) {
    return String.format(
        Locale.ROOT, "%s %s: %.3f", cell.label(), cell.amount().name(), cell.kept(measure).value());
  }

  private double sharesEnd() {
    return RIGHT - SLOT * patterns.size() - (patterns.isEmpty() ? ASIDE : 0.0);
  }

  private double x(Amount amount) {
    return amount.structured()
        ? RIGHT - SLOT * (patterns.size() - patterns.indexOf(amount) - 0.5)
        : LEFT + (sharesEnd() - LEFT) * amount.sparsity() / mostShare;
  }

  private static double y(double kept) {
    return BOTTOM - (BOTTOM - TOP) * Math.min(MOST, Math.max(0, kept)) / MOST;
  }

  private void line(double x1, double y1, double x2, double y2, String style) {
    svg.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>\n"
            .formatted(number(x1), number(y1), number(x2), number(y2), style));
  }

  private void text(double x, double y, String anchor, String text) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
            .formatted(number(x), number(y), anchor, KickFigure.escape(text)));
  }

  private static String point(double x, double y) {
    return number(x) + "," + number(y);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
