package dev.pare.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks against all weights sorted. */
class MagnitudeMaskTest {
  /** Several chunks of rows. */
  private static final Shape SHAPE = Shape.of(70, 1999);

  private static float[] weights(DType type, boolean coarse) {
    Random random = new Random(3);
    float[] w = new float[(int) SHAPE.size()];
    for (int i = 0; i < w.length; i++) {
      double value = random.nextGaussian();
      w[i] = FloatCodec.round(type, (float) (coarse ? Math.rint(value * 2) / 2 : value));
    }
    return w;
  }

  private static DenseTensor tensor(DType type, float[] w) {
    return DenseTensor.of(type, SHAPE, w);
  }

  private static SparseRows all(MagnitudeMask mask) {
    SparseRows rows = new SparseRows();
    rows.reset(mask.shape().rows(), mask.shape().columns());
    mask.read(0, rows);
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "F32, false, 0.5",
    "F32, true, 0.5",
    "F32, true, 0.05",
    "F16, false, 0.3",
    "F16, true, 0.9",
    "BF16, false, 0.00001",
    "BF16, false, 0.5",
    "BF16, true, 0.2",
    "BF16, true, 0.99999"
  })
  void theSmallestGoTheEarlierFirst(DType type, boolean coarse, double sparsity) {
    float[] w = weights(type, coarse);
    boolean[] kept = new boolean[w.length];
    Arrays.fill(kept, true);
    IntStream.range(0, w.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> Math.abs(w[i])).thenComparing(i -> i))
        .limit(Math.round(sparsity * w.length))
        .forEach(i -> kept[i] = false);
    SmallestOfAll mask = new SmallestOfAll("w", tensor(type, w), sparsity);
    assertKept(kept, mask);
    assertEquals(w.length - Math.round(sparsity * w.length), mask.kept());
    assertError(w, kept, mask);
    assertError(w, kept, new SmallestOfAll("none of it read", tensor(type, w), sparsity));
  }

  @Test
  void aShareOfNothingKeepsAll() {
    float[] w = weights(DType.F32, false);
    boolean[] kept = new boolean[w.length];
    Arrays.fill(kept, true);
    assertKept(kept, new SmallestOfAll("w", tensor(DType.F32, w), 1e-9));
  }

  @Test
  void zerosOfBothSignsAreEqual() {
    float[] w = new float[(int) SHAPE.size()];
    for (int i = 1; i < w.length; i += 2) {
      w[i] = -0f;
    }
    boolean[] kept = new boolean[w.length];
    Arrays.fill(kept, w.length / 2, w.length, true);
    SmallestOfAll mask = new SmallestOfAll("w", tensor(DType.BF16, w), 0.5);
    assertKept(kept, mask);
    assertEquals(0, mask.relativeError());
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "4, 8", "3, 5", "7, 8", "1, 8"})
  void ofEachGroupTheSmallestGo(int n, int m) {
    Shape shape = Shape.of(1500, m * 12L);
    Random random = new Random(9);
    float[] w = new float[(int) shape.size()];
    for (int i = 0; i < w.length; i++) {
      w[i] = random.nextInt(7) - 3;
    }
    boolean[] kept = new boolean[w.length];
    for (int at = 0; at < w.length; at += m) {
      IntStream.range(at, at + m)
          .boxed()
          .sorted(Comparator.<Integer>comparingDouble(i -> Math.abs(w[i])).thenComparing(i -> i))
          .skip(m - n)
          .forEach(i -> kept[i] = true);
    }
    DenseTensor tensor = DenseTensor.of(DType.F16, shape, w);
    SmallestOfGroups mask = new SmallestOfGroups("w", tensor, new KeptOf(n, m));
    assertKept(kept, mask);
    assertError(w, kept, mask);
  }

  private static void assertKept(boolean[] expected, MagnitudeMask mask) {
    int columns = mask.shape().columns();
    SparseRows all = all(mask);
    SparseRows one = new SparseRows();
    for (int row = 0; row < mask.shape().rows(); row++) {
      one.reset(1, columns);
      mask.read(row, one);
      assertEquals(one.kept(0), mask.kept(row), "row " + row);
      for (int i = 0; i < columns; i++) {
        assertEquals(expected[row * columns + i], one.keeps(0, i), row + ", " + i);
        assertEquals(expected[row * columns + i], all.keeps(row, i), row + ", " + i);
      }
    }
  }

  private static void assertError(float[] w, boolean[] kept, MagnitudeMask mask) {
    double lost = 0;
    double energy = 0;
    for (int i = 0; i < w.length; i++) {
      energy += (double) w[i] * w[i];
      lost += kept[i] ? 0 : (double) w[i] * w[i];
    }
    assertEquals(lost / energy, mask.relativeError(), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNotFiniteAreRefusedByName(float value) {
    float[] w = new float[(int) SHAPE.size()];
    w[100_000] = value;
    SmallestOfAll any = new SmallestOfAll("layers.1.up", tensor(DType.F32, w), 0.5);
    String message = assertThrows(PareException.class, () -> all(any)).getMessage();
    assertTrue(message.startsWith("layers.1.up: holds NaN or infinite weights"), message);
    SmallestOfGroups groups =
        new SmallestOfGroups(
            "w",
            DenseTensor.of(DType.F32, Shape.of(1, 4), new float[] {1, value, 2, 3}),
            new KeptOf(2, 4));
    assertThrows(PareException.class, () -> all(groups));
  }
}
