package dev.pare.study.kick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The figure, read as XML. */
final class KickFigureTest {
  private static final int PANELS = MadeUpStudy.SUITE.families().size() + 1;

  private static Element read(KickResult result) throws Exception {
    byte[] svg = KickFigure.of(result).getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg))
        .getDocumentElement();
  }

  private static List<Element> all(Element within, String tag) {
    NodeList found = within.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void hasAPointForEachVerdict() throws Exception {
    OptionalLong none = OptionalLong.empty();
    KickResult result =
        new MadeUpStudy()
            .named("a<b & \"c\"")
            .with("magnitude", none, "0.25", "yyyyyyy", 1)
            .with("magnitude", none, "0.5", "nnnnnn?", 0.55)
            .with("magnitude", none, "2:4", "nnnnnnn", 0)
            .with("wanda", none, "0.25", "yyyyyyy", 1.3)
            .with("wanda", none, "0.5", "nnnnnnn", 0.7)
            .with("wanda", none, "2:4", "nnnnnnn", 0.1)
            .result();
    Element svg = read(result);
    assertTrue(all(svg, "title").get(0).getTextContent().startsWith("a<b & \"c\", pruned"));
    assertEquals(PANELS, all(svg, "g").size());
    assertEquals(2 * PANELS, all(svg, "polyline").size());
    assertEquals(6 * PANELS, all(svg, "circle").size());
    Element first = all(svg, "g").get(0);
    List<Element> circles = all(first, "circle");
    assertEquals("#0072b2", circles.get(0).getAttribute("fill"));
    assertEquals("#ffffff", circles.get(1).getAttribute("fill"));
    assertEquals("magnitude 50 %: 0.550", circles.get(1).getTextContent());
    checkPlaces(circles);
    Element undecided = all(all(svg, "g").get(PANELS - 1), "circle").get(1);
    assertEquals("0.3", undecided.getAttribute("fill-opacity"));
    checkInside(svg);
  }

  /** 0.55 lies half-way between 0 and 1.1; shares are as far apart as they are large. */
  private static void checkPlaces(List<Element> circles) {
    double top = number(circles.get(3), "cy"); // 1.3, cut to 1.1
    double zero = number(circles.get(2), "cy");
    assertEquals((top + zero) / 2, number(circles.get(1), "cy"), 0.11);
    double quarter = number(circles.get(0), "cx");
    double half = number(circles.get(1), "cx");
    double origin = quarter - (half - quarter);
    assertEquals(
        number(circles.get(3), "cx") - quarter,
        number(circles.get(5), "cx") - number(circles.get(2), "cx"),
        0.11);
    assertTrue(origin > 0 && half < number(circles.get(2), "cx"));
  }

  private static void checkInside(Element svg) {
    for (Element circle : all(svg, "circle")) {
      assertTrue(number(circle, "cx") > 0 && number(circle, "cx") < FigurePanel.WIDTH);
      assertTrue(number(circle, "cy") > 0 && number(circle, "cy") < FigurePanel.HEIGHT);
    }
    assertTrue(number(svg, "height") >= 3 * FigurePanel.HEIGHT);
  }

  @Test
  void saysWhereDenseIsAtChance() throws Exception {
    Element svg = read(MadeUpStudy.of("magnitude 0.5 cyyyyy y; magnitude 2:4 cyyyyy y").result());
    Element first = all(svg, "g").get(0);
    assertEquals(List.of(), all(first, "circle"));
    assertTrue(first.getTextContent().contains("dense is at chance"));
  }

  @Test
  void patternsAloneNeedNoLine() throws Exception {
    Element svg = read(MadeUpStudy.of("wanda 2:4 nnnnnn n; wanda 4:8 nnnnnn n").result());
    assertEquals(List.of(), all(svg, "polyline"));
    assertEquals(2 * PANELS, all(svg, "circle").size());
  }
}
