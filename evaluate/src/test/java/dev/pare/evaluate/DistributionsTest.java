package dev.pare.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class DistributionsTest {
  private static float[] log(double... probabilities) {
    float[] row = new float[probabilities.length];
    for (int v = 0; v < row.length; v++) {
      row[v] = (float) Math.log(probabilities[v]);
    }
    return row;
  }

  @Test
  void divergenceMatchesAHandComputedExample() {
    // ½·ln(½ / ¼) + ¼·ln(¼ / ½) + ¼·ln(¼ / ¼) = ¼·ln 2
    double divergence = Distributions.divergence(log(0.5, 0.25, 0.25), log(0.25, 0.5, 0.25));
    assertEquals(0.25 * Math.log(2), divergence, 1e-7);
  }

  @Test
  void aRowDoesNotDivergeFromItself() {
    assertEquals(0, Distributions.divergence(log(0.1, 0.2, 0.7), log(0.1, 0.2, 0.7)));
  }

  @Test
  void excludedTokens() {
    assertEquals(Math.log(2), Distributions.divergence(log(1, 0), log(0.5, 0.5)), 1e-7);
    assertEquals(0, Distributions.divergence(log(1, 0), log(1, 0)));
    assertEquals(Double.POSITIVE_INFINITY, Distributions.divergence(log(0.5, 0.5), log(1, 0)));
  }

  @Test
  void aBrokenRowIsNotPassedOver() {
    assertTrue(Double.isNaN(Distributions.divergence(log(Double.NaN, 1), log(0.5, 0.5))));
  }

  @Test
  void topIsTheLowestAmongEquals() {
    assertEquals(1, Distributions.top(log(0.2, 0.4, 0.4)));
    assertEquals(0, Distributions.top(log(0, 0)));
  }
}
