package dev.pare.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Figures of statsmodels, scipy and a search for the greatest likelihood:
 * oracles/statistics_golden.py.
 */
final class GoldenStatisticsTest {
  private static final JsonObject GOLDEN =
      Json.readObject(
          "statistics.json",
          GoldenStatisticsTest.class.getResourceAsStream(
              "/dev/pare/evaluate/golden/statistics.json"));

  @Test
  void wilson() {
    for (JsonObject row : GOLDEN.objects("wilson")) {
      Interval interval = Wilson.of(row.number("x").get(), row.number("n").get());
      assertInterval(numbers(row, "interval"), interval, 1e-12);
    }
  }

  @Test
  void scoreIntervalsOfPairs() {
    assertEquals(10, GOLDEN.objects("pairs").size());
    for (JsonObject row : GOLDEN.objects("pairs")) {
      double[] counts = numbers(row, "table");
      double n = counts[0] + counts[1] + counts[2] + counts[3];
      PairedTable table = new PairedTable(counts[0], counts[1], counts[2], n);
      assertInterval(numbers(row, "difference"), Tango.of(table), 1e-6);
      assertEquals(
          row.number("midP").get(), McNemar.pValue((int) counts[1], (int) counts[2]), 1e-12);
      if (row.has("ratio")) {
        double[] ratio = numbers(row, "ratio");
        assertInterval(ratio, NamBlackwelder.of(table), 1e-6 * ratio[1]);
        double pValue = Normal.twoSided(NamBlackwelder.statistic(table, Matching.LEAST_RATIO));
        assertEquals(row.number("ratioPValue").get(), pValue, 1e-6);
      }
    }
  }

  @Test
  void trends() {
    assertEquals(3, GOLDEN.objects("trends").size());
    for (JsonObject row : GOLDEN.objects("trends")) {
      List<Double> doses = new ArrayList<>();
      List<Double> outcomes = new ArrayList<>();
      for (Object count : row.list("counts")) {
        long hits = (Long) ((List<?>) count).get(0);
        double dose = doses.isEmpty() ? 0 : doses.get(doses.size() - 1) + 1;
        for (long i = 0; i < (Long) ((List<?>) count).get(1); i++) {
          doses.add(dose);
          outcomes.add(i < hits ? 1.0 : 0.0);
        }
      }
      Trend trend = Trend.of(array(doses), array(outcomes));
      assertEquals(row.number("chi2").get(), trend.z() * trend.z(), 1e-9);
      assertEquals(row.number("pValue").get(), trend.pValue(), 1e-9);
    }
    assertTrue(Trend.of(new double[] {0, 1, 2, 2}, new double[] {1, 0, 0, 0}).z() < 0);
    assertTrue(Double.isNaN(Trend.of(new double[] {1, 1}, new double[] {1, 0}).pValue()));
    assertTrue(Double.isNaN(Trend.of(new double[] {0, 1}, new double[] {0, 0}).pValue()));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Both sides draw at random: ends agree within 3 % of the interval, which is 4 standard errors.
   */
  @Test
  void drawnAgain() {
    JsonObject drawn = GOLDEN.requireObject("drawn");
    double[] model = numbers(drawn, "model");
    double[] baseline = numbers(drawn, "baseline");
    assertDrawn(drawn, "mean", Figure.of(model, 1).interval());
    Difference difference = Difference.of(model, baseline, 1);
    assertDrawn(drawn, "difference", difference.interval());
    assertEquals(drawn.number("pValue").get(), difference.pValue(), 6e-4);
    Interval loss = Matching.of(model, baseline, 0, 1).interval();
    assertDrawn(drawn, "ratio", new Interval(1 - loss.high(), 1 - loss.low()));
    assertEquals(
        drawn.number("fewPValue").get(), SignFlips.pValue(numbers(drawn, "few"), 1), 1e-15);
  }

  @Test
  void holm() {
    JsonObject holm = GOLDEN.requireObject("holm");
    assertArrayEquals(numbers(holm, "adjusted"), Holm.adjust(numbers(holm, "p")), 1e-15);
  }

  private static void assertDrawn(JsonObject drawn, String key, Interval interval) {
    double[] expected = numbers(drawn, key);
    assertInterval(expected, interval, 0.03 * (expected[1] - expected[0]));
  }

  private static void assertInterval(double[] expected, Interval interval, double tolerance) {
    assertEquals(expected[0], interval.low(), tolerance);
    assertEquals(expected[1], interval.high(), tolerance);
    assertTrue(interval.low() <= interval.high());
  }

  private static double[] numbers(JsonObject row, String key) {
    List<Object> values = row.list(key);
    return values.stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
  }
}
