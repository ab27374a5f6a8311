package dev.pare.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bins keep the order of weights, and a 16-bit float's bins part all its values. */
class BinsTest {
  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void everyValueHasItsBin(DType type) {
    float[] values = allFinite(type);
    Bins.Order order = Bins.values(type);
    for (int i = 1; i < values.length; i++) {
      assertTrue(order.bin(values[i - 1]) < order.bin(values[i]), String.valueOf(values[i]));
    }
  }

  /** Ascending, with one zero. */
  private static float[] allFinite(DType type) {
    float[] values = new float[1 << 16];
    int count = 0;
    for (int bits = 0; bits < values.length; bits++) {
      short half = (short) bits;
      float value = type == DType.F16 ? FloatCodec.f16ToFloat(half) : FloatCodec.bf16ToFloat(half);
      if (Float.isFinite(value) && half != Short.MIN_VALUE) {
        values[count++] = value;
      }
    }
    Arrays.sort(values, 0, count);
    return Arrays.copyOf(values, count);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1e-40f, 1, 1e4f, Float.MAX_VALUE})
  void anyFloatsKeepTheirOrder(float outlier) {
    Random random = new Random(4);
    WeightRows rows = new WeightRows();
    rows.reset(10_000);
    float[] w = rows.weights();
    for (int i = 2; i < w.length; i++) {
      w[i] = (float) (outlier == 0 ? 0 : random.nextGaussian() * 0.02);
    }
    w[0] = outlier;
    w[1] = -outlier;
    Spread spread = new Spread();
    spread.widen(rows);
    Bins.Order order = spread.order();
    Arrays.sort(w);
    for (int i = 1; i < w.length; i++) {
      assertTrue(order.bin(w[i - 1]) <= order.bin(w[i]));
    }
    assertTrue(order.bin(w[0]) >= 0 && order.bin(w[w.length - 1]) < Bins.COUNT);
  }

  @Test
  void aBinTellsTheMeanByImportance() {
    WeightRows rows = new WeightRows();
    rows.reset(4);
    System.arraycopy(new float[] {0.5f, -0f, 0.5f, 0f}, 0, rows.weights(), 0, 4);
    System.arraycopy(new float[] {1, 2, 3, 4}, 0, rows.importance(), 0, 4);
    Bins bins = new Bins(Bins.values(DType.BF16));
    bins.add(rows);
    DistinctValues distinct = new DistinctValues();
    distinct.take(bins);
    assertEquals(2, distinct.count());
    assertEquals(0, distinct.values()[0]);
    assertEquals(6, distinct.importance()[0]);
    assertEquals(0.5, distinct.values()[1]);
    assertEquals(4, distinct.importance()[1]);
  }
}
