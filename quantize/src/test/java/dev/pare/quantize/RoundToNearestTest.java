package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Codes and grids against a brute-force double loop that looks every group up on its own. */
class RoundToNearestTest {
  private static final int ROWS = 37;
  private static final int COLUMNS = 101;

  record Case(QuantizationScheme scheme, DType type) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    List<Granularity> granularities =
        List.of(
            Granularity.tensor(),
            Granularity.channel(),
            Granularity.group(32),
            Granularity.group(1),
            Granularity.group(500));
    for (int bits = QuantizationScheme.MIN_BITS; bits <= QuantizationScheme.MAX_BITS; bits++) {
      for (Granularity granularity : granularities) {
        for (boolean symmetric : new boolean[] {true, false}) {
          for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
            cases.add(new Case(new QuantizationScheme(bits, granularity, symmetric), type));
          }
        }
      }
    }
    return cases.stream();
  }

  @Test
  void rowsTooLongToPackAreRefusedByName() {
    DenseTensor weight =
        DenseTensor.of(DType.F16, Shape.of(1, (1 << 23) + 1), new float[(1 << 23) + 1]);
    QuantizationScheme scheme = new QuantizationScheme(4, Granularity.channel(), true);
    PareException e =
        assertThrows(PareException.class, () -> new RoundToNearest("w", weight, scheme));
    assertEquals("w: has rows of 8388609 weights; leave it as it is", e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyCodeIsTheBruteForceOne(Case c) {
    DenseTensor weight = DenseTensor.of(c.type(), Shape.of(ROWS, COLUMNS), weights());
    float[] w = new float[ROWS * COLUMNS];
    weight.decodeRows(0, ROWS, w);
    RoundToNearest rounding = new RoundToNearest("w", weight, c.scheme());
    QuantizedRows rows = new QuantizedRows();
    rounding.tensor().readRows(0, ROWS, rows);
    double error = 0;
    double energy = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        double[] grid = bruteForceGrid(w, row, column, c);
        int group = column / c.scheme().granularity().groupSize(COLUMNS);
        int at = row * COLUMNS + column;
        assertEquals((float) grid[0], rows.scales()[row * rows.groupsPerRow() + group]);
        assertEquals((int) grid[1], rows.zeroPoints()[row * rows.groupsPerRow() + group]);
        assertEquals(
            bruteForceCode(w[at], grid, c.scheme()),
            rows.codes()[at],
            "row " + row + " column " + column);
        float decoded = (float) ((rows.codes()[at] - grid[1]) * grid[0]);
        error += ((double) w[at] - decoded) * ((double) w[at] - decoded);
        energy += (double) w[at] * w[at];
      }
    }
    assertEquals(error / energy, rounding.relativeError(), 1e-4 * error / energy + 1e-9);
  }

  /** Scale and zero point of the group that holds one weight, from METHODS.md's formulas. */
  private static double[] bruteForceGrid(float[] w, int row, int column, Case c) {
    double lo = 0;
    double hi = 0;
    for (int r = 0; r < ROWS; r++) {
      for (int i = 0; i < COLUMNS; i++) {
        if (sameGroup(c.scheme().granularity(), r, i, row, column)) {
          lo = Math.min(lo, w[r * COLUMNS + i]);
          hi = Math.max(hi, w[r * COLUMNS + i]);
        }
      }
    }
    if (lo == 0 && hi == 0) {
      lo = -1;
      hi = 1;
    }
    int bits = c.scheme().numBits();
    double scale =
        c.scheme().symmetric()
            ? Math.max(Math.abs(lo), hi) / (Math.pow(2, bits - 1) - 1)
            : (hi - lo) / (Math.pow(2, bits) - 1);
    scale = FloatCodec.round(c.type(), (float) scale);
    scale = scale == 0 ? 1 : scale;
    double zeroPoint = 0;
    if (!c.scheme().symmetric()) {
      double smallest = -Math.pow(2, bits - 1);
      zeroPoint =
          Math.max(smallest, Math.min(Math.pow(2, bits - 1) - 1, smallest - Math.rint(lo / scale)));
    }
    return new double[] {scale, zeroPoint};
  }

  private static boolean sameGroup(Granularity granularity, int r, int i, int row, int column) {
    if (granularity instanceof Granularity.Tensor) {
      return true;
    }
    return r == row
        && (!(granularity instanceof Granularity.Group group)
            || i / group.size() == column / group.size());
  }

  private static int bruteForceCode(float w, double[] grid, QuantizationScheme scheme) {
    double code = Math.rint(w / (float) grid[0]) + grid[1];
    return (int)
        Math.max(
            -Math.pow(2, scheme.numBits() - 1),
            Math.min(Math.pow(2, scheme.numBits() - 1) - 1, code));
  }

  /** Normal weights with a row of zeros, a constant row, an all-positive row and an outlier. */
  private static float[] weights() {
    Random random = new Random(7);
    float[] w = new float[ROWS * COLUMNS];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (random.nextGaussian() * 0.05);
    }
    for (int i = 0; i < COLUMNS; i++) {
      w[3 * COLUMNS + i] = 0;
      w[4 * COLUMNS + i] = -0.25f;
      w[5 * COLUMNS + i] = Math.abs(w[5 * COLUMNS + i]);
    }
    w[6 * COLUMNS + 17] = 9;
    return w;
  }

  @Test
  void rowsComeOutTheSameInAnySlices() {
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), weights());
    QuantizationScheme scheme = new QuantizationScheme(3, Granularity.group(16), false);
    QuantizedTensor tensor = new RoundToNearest("w", weight, scheme).tensor();
    float[] all = new float[ROWS * COLUMNS];
    tensor.decodeRows(0, ROWS, all);
    float[] one = new float[COLUMNS];
    for (int row = ROWS - 1; row >= 0; row--) {
      tensor.decodeRow(row, one);
      for (int i = 0; i < COLUMNS; i++) {
        assertEquals(all[row * COLUMNS + i], one[i]);
      }
    }
  }

  @Test
  void wideRowsPassThroughInPieces() {
    int rows = 5;
    int columns = 150_000;
    Random random = new Random(3);
    float[] w = new float[rows * columns];
    for (int i = 0; i < w.length; i++) {
      w[i] = random.nextFloat() - 0.5f;
    }
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(rows, columns), w);
    QuantizationScheme scheme = new QuantizationScheme(8, Granularity.channel(), true);
    float[] decoded = new float[rows * columns];
    new RoundToNearest("w", weight, scheme).tensor().decodeRows(0, rows, decoded);
    for (int i = 0; i < w.length; i++) {
      assertEquals(w[i], decoded[i], 0.5f / 127 / 2 + 1e-6f); // half a step of a range of ±½
    }
  }

  /** Plain floats of what was quantized, of which more are decoded than pass at a time. */
  @Test
  void whatWasQuantizedAndCastIsQuantizedAgain() {
    Shape shape = Shape.of(120, 1000);
    Random random = new Random(4);
    float[] w = new float[(int) shape.size()];
    for (int i = 0; i < w.length; i++) {
      w[i] = random.nextFloat() - 0.5f;
    }
    QuantizationScheme first = new QuantizationScheme(4, Granularity.group(50), false);
    QuantizationScheme second = new QuantizationScheme(6, Granularity.channel(), true);
    QuantizedTensor once =
        new RoundToNearest("w", DenseTensor.of(DType.F32, shape, w), first).tensor();
    float[] between = new float[w.length];
    once.decodeRows(0, shape.rows(), between);
    float[] apart = new float[w.length];
    new RoundToNearest("w", DenseTensor.of(DType.F32, shape, between), second)
        .tensor()
        .decodeRows(0, shape.rows(), apart);
    float[] nested = new float[w.length];
    new RoundToNearest("w", new Cast("w", once, DType.F32).tensor(), second)
        .tensor()
        .decodeRows(0, shape.rows(), nested);
    assertArrayEquals(apart, nested);
  }

  @ParameterizedTest
  @MethodSource("notFinite")
  void weightsThatAreNotFiniteAreRefusedByName(float value, Granularity granularity) {
    float[] w = weights();
    w[20 * COLUMNS + 50] = value;
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), w);
    RoundToNearest rounding =
        new RoundToNearest("layers.7.up", weight, new QuantizationScheme(4, granularity, true));
    PareException e =
        assertThrows(
            PareException.class,
            () -> rounding.tensor().decodeRows(0, ROWS, new float[ROWS * COLUMNS]));
    assertTrue(e.getMessage().startsWith("layers.7.up: holds NaN or infinite"), e.getMessage());
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> notFinite() {
    return Stream.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)
        .flatMap(
            value ->
                Stream.of(Granularity.tensor(), Granularity.channel(), Granularity.group(8))
                    .map(
                        granularity ->
                            org.junit.jupiter.params.provider.Arguments.of(value, granularity)));
  }

  @Test
  void scalesTooSmallForTheirTypeGiveZeros() {
    float[] w = new float[64];
    w[5] = 6e-8f; // the smallest F16; a seventh of it is none
    DenseTensor weight = DenseTensor.of(DType.F16, Shape.of(1, 64), w);
    QuantizedTensor tensor =
        new RoundToNearest("w", weight, new QuantizationScheme(4, Granularity.channel(), true))
            .tensor();
    float[] decoded = new float[64];
    tensor.decodeRow(0, decoded);
    for (float value : decoded) {
      assertEquals(0, value);
    }
  }
}
