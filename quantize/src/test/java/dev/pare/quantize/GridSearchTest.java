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

/** The search against every candidate, summed in float64 with the power as it is. */
class GridSearchTest {
  @ParameterizedTest
  @CsvSource({"2, true", "2, false", "3, true", "4, true", "4, false", "8, true", "8, false"})
  void noTriedGridIsBetter(int bits, boolean symmetric) {
    QuantizationScheme scheme = new QuantizationScheme(bits, Granularity.channel(), symmetric);
    Random random = new Random(bits);
    for (int size : new int[] {1, 5, 64, 200}) {
      float[] w = new float[size + 3];
      for (int i = 0; i < w.length; i++) {
        w[i] = (float) (random.nextGaussian() * (random.nextInt(20) == 0 ? 6 : 1));
      }
      Grid grid = new Grid(scheme, DType.BF16);
      assertTrue(GridSearch.fit(grid, w, 2, 2 + size));
      double found = error(grid, w, 2, 2 + size);
      double best = Double.POSITIVE_INFINITY;
      Grid tried = new Grid(scheme, DType.BF16);
      tried.fit(w, 2, 2 + size);
      for (int step = 0; step < 80; step++) {
        tried.fit(1 - step / 100.0);
        best = Math.min(best, error(tried, w, 2, 2 + size));
      }
      assertEquals(best, found, 1e-5 * best);
    }
  }

  private static double error(Grid grid, float[] w, int from, int to) {
    double error = 0;
    for (int i = from; i < to; i++) {
      double q = Math.rint(w[i] / grid.scale()) + grid.zeroPoint();
      q = Math.max(grid.minCode(), Math.min(grid.maxCode(), q)) - grid.zeroPoint();
      error += Math.pow(Math.abs(w[i] - q * grid.scale()), 2.4);
    }
    return error;
  }

  @Test
  void zerosAndNanAreSeen() {
    QuantizationScheme scheme = new QuantizationScheme(4, Granularity.channel(), true);
    Grid grid = new Grid(scheme, DType.F32);
    assertTrue(GridSearch.fit(grid, new float[3], 0, 3));
    assertTrue(grid.scale() > 0);
    assertFalse(GridSearch.fit(grid, new float[] {1, Float.NaN}, 0, 2));
  }
}
