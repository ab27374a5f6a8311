package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weighted scales against the grid of the range, and against a fine scan. */
class LeastSquaresTest {
  private static final int COLUMN = 5;

  @ParameterizedTest
  @CsvSource({"2, true", "2, false", "3, true", "4, true", "4, false", "8, true"})
  void itLosesLessThanTheRangeAndAboutAsLittleAsTheBest(int bits, boolean symmetric) {
    QuantizationScheme scheme = new QuantizationScheme(bits, Granularity.channel(), symmetric);
    Random random = new Random(bits);
    double found = 0;
    double best = 0;
    for (int trial = 0; trial < 20; trial++) {
      float[] w = new float[64];
      for (int i = 0; i < w.length; i++) {
        w[i] = (float) random.nextGaussian();
      }
      double[] h = random.doubles(64 + COLUMN).map(x -> Math.exp(4 * x)).toArray();
      Grid grid = new Grid(scheme, DType.F32);
      grid.fit(w, 0, w.length);
      double range = error(grid, w, h);
      double least = scan(grid, w, h);
      assertTrue(new LeastSquares(h).fit(grid, w, 0, w.length, 0, COLUMN));
      double now = error(grid, w, h);
      assertTrue(now <= range, now + " for " + range);
      found += now;
      best += least;
    }
    assertTrue(found < 1.1 * best, found + " for " + best);
  }

  /** The least of a thousand parts of the range. */
  private static double scan(Grid grid, float[] w, double[] h) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 500; i <= 1000; i++) {
      grid.fit(i / 1000.0);
      least = Math.min(least, error(grid, w, h));
    }
    return least;
  }

  private static double error(Grid grid, float[] w, double[] h) {
    double error = 0;
    for (int i = 0; i < w.length; i++) {
      double q = Math.rint(w[i] / grid.scale()) + grid.zeroPoint();
      q = Math.max(grid.minCode(), Math.min(grid.maxCode(), q)) - grid.zeroPoint();
      double lost = w[i] - q * grid.scale();
      error += h[COLUMN + i] * lost * lost;
    }
    return error;
  }

  @Test
  void inputsThatWereNeverSeenLeaveTheRange() {
    QuantizationScheme scheme = new QuantizationScheme(4, Granularity.channel(), true);
    Grid grid = new Grid(scheme, DType.F32);
    assertTrue(new LeastSquares(new double[3]).fit(grid, new float[] {1, -7, 2}, 0, 3, 0, 0));
    assertEquals(1, grid.scale());
    assertTrue(new LeastSquares(new double[] {1, 1}).fit(grid, new float[2], 0, 2, 0, 0));
    assertTrue(grid.scale() > 0);
    float[] wrong = {1, Float.NaN};
    assertFalse(new LeastSquares(new double[] {1, 1}).fit(grid, wrong, 0, 2, 0, 0));
  }
}
