package dev.pare.study.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.evaluate.statistics.Interval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static Comparison.Side side(
      String method, double change, double low, double high, int matching) {
    return new Comparison.Side(
        method, 4.625, new Change(change, new Interval(low, high)), matching, 6);
  }

  private static final Comparison.Side RTN = side("rtn", 12.9, 11, 14, 0);
  private static final Comparison.Side GPTQ = side("gptq", 0.23, 0.21, 0.25, 2);
  private static final Comparison.Side NEAR = side("kmeans", 0.26, 0.24, 0.28, 3);

  @Test
  void whoseIntervalLiesBelowAllOthersIsBest() {
    Comparison comparison = new Comparison("2 bits", List.of(RTN, GPTQ));
    assertEquals(Optional.of("gptq"), comparison.best());
    assertEquals(
        "At 2 bits (bits a weight in all) perplexity grows least by gptq: gptq (4.63) +23.0 %"
            + " [+21.0, +25.0], rtn (4.63) +1,290 % [+1,100, +1,400]. Of 6 families are shown to match: gptq 2,"
            + " rtn 0.",
        comparison.sentence());
  }

  @Test
  void whereIntervalsMeetNobodyIs() {
    Comparison comparison = new Comparison("2 bits", List.of(RTN, NEAR, GPTQ));
    assertEquals(Optional.empty(), comparison.best());
    assertEquals(
        "At 2 bits (bits a weight in all) perplexity does not tell who keeps most: gptq (4.63)"
            + " +23.0 % [+21.0, +25.0], kmeans (4.63) +26.0 % [+24.0, +28.0], rtn (4.63) +1,290 %"
            + " [+1,100, +1,400]. Of 6 families are shown to match: gptq 2, kmeans 3, rtn 0.",
        comparison.sentence());
    Comparison.Side untold = side("untold", 0.1, Double.NaN, Double.NaN, 6);
    assertEquals(Optional.empty(), new Comparison("2 bits", List.of(untold, RTN)).best());
  }

  @Test
  void jsonHasEachMethod() {
    Map<String, Object> json = new Comparison("2 bits", List.of(RTN, GPTQ)).json();
    assertEquals("gptq", json.get("best"));
    List<?> methods = (List<?>) json.get("methods");
    assertEquals("gptq", ((Map<?, ?>) methods.get(0)).get("method"));
    assertEquals(12.9, ((Map<?, ?>) methods.get(1)).get("perplexityChange"));
    assertEquals(2L, ((Map<?, ?>) methods.get(0)).get("familiesMatching"));
  }
}
