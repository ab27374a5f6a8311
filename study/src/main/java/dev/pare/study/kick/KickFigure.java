package dev.pare.study.kick;

import dev.pare.core.io.Names;
import java.util.List;

/**
 * The study as a figure in SVG: a panel for each family and one for perplexity, a line for each
 * method, over the share of weights that is gone; patterns stand beside. Every text and colour is
 * in the file itself.
 */
final class KickFigure {
  static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  private static final int COLUMNS = 3;
  private static final int MARGIN = 16;
  private static final int HEAD = 78;
  private static final int LEGEND_WIDTH = 130;

  private KickFigure() {}

  static String of(KickResult result) {
    List<String> measures = result.measures();
    int rows = (measures.size() + COLUMNS - 1) / COLUMNS;
    int width = 2 * MARGIN + COLUMNS * FigurePanel.WIDTH;
    int height = HEAD + rows * FigurePanel.HEIGHT + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="11">
        <title>%3$s</title>
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="%4$d" y="24" font-size="15" font-weight="bold">%3$s</text>
        """
            .formatted(width, height, escape(title(result)), MARGIN));
    legend(svg, result.methods());
    for (int i = 0; i < measures.size(); i++) {
      int x = MARGIN + i % COLUMNS * FigurePanel.WIDTH;
      int y = HEAD + i / COLUMNS * FigurePanel.HEIGHT;
      svg.append("<g transform=\"translate(%d,%d)\">\n".formatted(x, y));
      new FigurePanel(result, measures.get(i), svg).draw();
      svg.append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private static String title(KickResult result) {
    return "%s, pruned: what is kept of dense, by %s"
        .formatted(Names.printable(result.model()), result.suite().name());
  }

  private static void legend(StringBuilder svg, List<String> methods) {
    for (int i = 0; i < methods.size(); i++) {
      int x = MARGIN + i * LEGEND_WIDTH;
      svg.append(
          """
          <line x1="%d" y1="40" x2="%d" y2="40" stroke="%s" stroke-width="2"/>
          <text x="%d" y="44">%s</text>
          """
              .formatted(x, x + 22, colour(i), x + 28, escape(methods.get(i))));
    }
    svg.append(
        """
        <text x="%d" y="62" fill="#555555">filled: matches; hollow: no longer; pale: undecided; \
        whiskers: 95 %%, of the pairs; dashed: 5 %% off</text>
        """
            .formatted(MARGIN));
  }

  static String colour(int method) {
    return COLOURS.get(method % COLOURS.size());
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
