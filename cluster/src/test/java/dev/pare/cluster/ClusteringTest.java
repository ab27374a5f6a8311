package dev.pare.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.CodebookRows;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codebooks and indices against loops that gather what shares a codebook, weight by weight. */
class ClusteringTest {
  private static final int ROWS = 37;
  private static final int COLUMNS = 101;

  record Case(CodebookScheme scheme, DType type, boolean weighted) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int bits = CodebookScheme.MIN_BITS; bits <= CodebookScheme.MAX_BITS; bits++) {
      for (int channels : new int[] {1, 2, 8, 36, 37, 100, CodebookScheme.WHOLE_TENSOR}) {
        for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
          cases.add(new Case(new CodebookScheme(bits, channels), type, bits % 2 == 0));
        }
      }
    }
    return cases.stream();
  }

  /** Normal weights with a row of zeros, a constant row, and an outlier. */
  private static float[] weights(int rows, int columns) {
    Random random = new Random(7);
    float[] w = new float[rows * columns];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (random.nextGaussian() * 0.05);
    }
    Arrays.fill(w, 3 * columns, 4 * columns, 0);
    Arrays.fill(w, 4 * columns, 5 * columns, -0.25f);
    w[6 * columns + 17] = 9;
    return w;
  }

  private static double[] squares(int columns) {
    Random random = new Random(8);
    return random.doubles(columns).map(u -> u < 0.05 ? 0 : Math.exp(6 * u)).toArray();
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyIndexIsTheNearestEntryOfTheBestCodebook(Case c) {
    DenseTensor weight = DenseTensor.of(c.type(), Shape.of(ROWS, COLUMNS), weights(ROWS, COLUMNS));
    double[] squares = squares(COLUMNS);
    Importance importance = c.weighted() ? Importance.ofInputs(squares) : Importance.even();
    Clustering clustering = new Clustering("w", weight, c.scheme(), importance);
    CodebookRows rows = new CodebookRows();
    ((CodebookTensor) clustering.tensor()).readRows(0, ROWS, rows);
    float[] w = decode(weight);
    double error = 0;
    double energy = 0;
    float[] entries = {};
    for (int row = 0; row < ROWS; row++) {
      entries = row % c.scheme().channels() == 0 ? bestCodebook(w, row, c, squares) : entries;
      int at = rows.codebookAt(row);
      assertArrayEquals(
          entries, Arrays.copyOfRange(rows.entries(), at, at + c.scheme().entries()), "row " + row);
      for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
        int index = rows.indices()[i] & 0xff;
        double lost = Math.abs((double) w[i] - entries[index]);
        for (float entry : entries) {
          assertTrue(lost <= Math.abs((double) w[i] - entry), "row " + row);
        }
        error += lost * lost;
        energy += (double) w[i] * w[i];
      }
    }
    assertEquals(error / energy, clustering.relativeError(), 1e-9 * error / energy + 1e-15);
  }

  private static float[] bestCodebook(float[] w, int row, Case c, double[] squares) {
    int codebook = row / c.scheme().channels();
    WeightRows shared = new WeightRows();
    shared.reset(w.length);
    double largest = Arrays.stream(squares).max().orElseThrow();
    int count = 0;
    for (int r = 0; r < ROWS; r++) {
      for (int i = 0; i < COLUMNS && r / c.scheme().channels() == codebook; i++) {
        shared.weights()[count] = w[r * COLUMNS + i];
        shared.importance()[count++] = c.weighted() ? (float) (squares[i] / largest) : 1;
      }
    }
    shared.reset(count);
    DistinctValues distinct = new DistinctValues();
    distinct.sort(shared);
    double[] centres = new ExactKMeans().centres(distinct, c.scheme().entries());
    float[] entries = new float[centres.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = FloatCodec.round(c.type(), (float) centres[i]);
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, CodebookScheme.WHOLE_TENSOR})
  void rowsComeOutTheSameInAnySlicesAndThreads(int channels) {
    DenseTensor weight =
        DenseTensor.of(DType.BF16, Shape.of(ROWS, COLUMNS), weights(ROWS, COLUMNS));
    CodebookScheme scheme = new CodebookScheme(3, channels);
    float[] all = decode(new Clustering("w", weight, scheme, Importance.even()).tensor());
    WeightTensor tensor = new Clustering("w", weight, scheme, Importance.even()).tensor();
    IntStream.range(0, ROWS)
        .parallel()
        .forEach(
            row -> {
              float[] one = new float[COLUMNS];
              tensor.decodeRow(row, one);
              assertArrayEquals(Arrays.copyOfRange(all, row * COLUMNS, (row + 1) * COLUMNS), one);
            });
  }

  /** More weights than are sorted: the histogram of 16-bit values against the sorted weights. */
  @ParameterizedTest
  @ValueSource(strings = {"F16", "BF16"})
  void manyWeightsHaveTheCodebookOfTheirDistinctValues(String name) {
    DType type = DType.valueOf(name);
    int rows = 300;
    float[] given = weights(rows, 400);
    DenseTensor weight = DenseTensor.of(type, Shape.of(rows, 400), given);
    double[] squares = squares(400);
    float[] entries = codebook(weight, 16, Importance.ofInputs(squares));
    WeightRows all = new WeightRows();
    all.reset(given.length);
    System.arraycopy(decode(weight), 0, all.weights(), 0, given.length);
    Importance.ofInputs(squares).read(0, rows, all.importance());
    DistinctValues distinct = new DistinctValues();
    distinct.sort(all);
    double[] centres = new ExactKMeans().centres(distinct, 16);
    for (int i = 0; i < entries.length; i++) {
      assertEquals(FloatCodec.round(type, (float) centres[i]), entries[i]);
    }
  }

  /** Bins of any floats: what parting no bin costs is below what anybody could measure. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void manyFloatsLoseNextToNothingByTheirBins(int bits) {
    int rows = 300;
    float[] w = decode(DenseTensor.of(DType.BF16, Shape.of(rows, 400), weights(rows, 400)));
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(rows, 400), w);
    WeightRows all = new WeightRows();
    all.reset(w.length);
    System.arraycopy(w, 0, all.weights(), 0, w.length);
    Importance.even().read(0, rows, all.importance());
    DistinctValues distinct = new DistinctValues();
    distinct.sort(all);
    double[] centres = new ExactKMeans().centres(distinct, 1 << bits);
    double least = 0;
    for (float value : w) {
      least +=
          Math.pow(Arrays.stream(centres).map(c -> Math.abs(c - value)).min().orElseThrow(), 2);
    }
    Clustering binned = new Clustering("w", weight, CodebookScheme.tensor(bits), Importance.even());
    double lost = lost(w, decode(binned.tensor()), all.importance());
    assertEquals(least, lost, 1e-4 * least);
  }

  private static float[] codebook(WeightTensor weight, int count, Importance importance) {
    WeightedTensor tensor = new WeightedTensor("w", weight, importance, Optional.empty());
    DType type = ((DenseTensor) weight).type();
    return new CodebookSearch().find(tensor, 0, weight.shape().rows(), type, count);
  }

  @Test
  void importanceIsWhatIsMinimized() {
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), weights(ROWS, COLUMNS));
    float[] fisher = new float[ROWS * COLUMNS];
    Random random = new Random(9);
    for (int i = 0; i < fisher.length; i++) {
      fisher[i] = (float) Math.exp(2 * random.nextGaussian());
    }
    Importance measured = Importance.ofWeights(DenseTensor.of(DType.F32, weight.shape(), fisher));
    CodebookScheme scheme = CodebookScheme.channel(3);
    float[] w = decode(weight);
    float[] plain = decode(new Clustering("w", weight, scheme, Importance.even()).tensor());
    float[] weighted = decode(new Clustering("w", weight, scheme, measured).tensor());
    assertTrue(lost(w, weighted, fisher) < 0.9 * lost(w, plain, fisher));
    float[] even = new float[fisher.length];
    Arrays.fill(even, 1);
    assertTrue(lost(w, plain, even) < lost(w, weighted, even));
  }

  private static double lost(float[] w, float[] decoded, float[] importance) {
    double lost = 0;
    for (int i = 0; i < w.length; i++) {
      lost += importance[i] * Math.pow((double) w[i] - decoded[i], 2);
    }
    return lost;
  }

  @Test
  void whereNothingCountsAllDo() {
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), weights(ROWS, COLUMNS));
    CodebookScheme scheme = CodebookScheme.group(2, 4);
    assertArrayEquals(
        decode(new Clustering("w", weight, scheme, Importance.even()).tensor()),
        decode(
            new Clustering("w", weight, scheme, Importance.ofInputs(new double[COLUMNS]))
                .tensor()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, CodebookScheme.WHOLE_TENSOR})
  void aMaskIsKeptAndOnlyWhatItKeepsIsClustered(int channels) {
    float[] w = weights(ROWS, COLUMNS);
    DenseTensor dense = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), w);
    SparseRows kept = new SparseRows();
    kept.reset(ROWS, COLUMNS);
    for (int i = 0; i < w.length; i++) {
      if (Math.abs(w[i]) > 0.04 && i / COLUMNS != 9) {
        kept.keep(i / COLUMNS, i % COLUMNS);
      } else {
        w[i] = 0;
      }
    }
    byte[] bits = Arrays.copyOf(kept.bits(), ROWS * SparseRows.rowBytes(COLUMNS));
    SparseMask mask = SparseMask.of(dense.shape(), SparsityPattern.unstructured(), bits);
    Clustering clustering =
        new Clustering(
            "w", new SparseTensor(mask, dense), new CodebookScheme(8, channels), Importance.even());
    float[] decoded = decode(clustering.tensor());
    double error = 0;
    double energy = 0;
    for (int i = 0; i < w.length; i++) {
      assertEquals(w[i] == 0, decoded[i] == 0, "weight " + i);
      error += Math.pow((double) w[i] - decoded[i], 2);
      energy += (double) w[i] * w[i];
    }
    assertEquals(error / energy, clustering.relativeError(), 1e-9 * error / energy + 1e-15);
    assertTrue(channels > 8 || error < 1e-3 * energy, error + " of " + energy);
  }

  @Test
  void aMaskThatSavesNothingIsGivenUp() {
    float[] w = weights(ROWS, COLUMNS);
    SparseRows kept = new SparseRows();
    kept.reset(ROWS, COLUMNS);
    for (int i = 0; i < w.length; i += 2) {
      kept.keep(i / COLUMNS, i % COLUMNS);
    }
    byte[] bits = Arrays.copyOf(kept.bits(), ROWS * SparseRows.rowBytes(COLUMNS));
    Shape shape = Shape.of(ROWS, COLUMNS);
    SparseTensor pruned =
        new SparseTensor(
            SparseMask.of(shape, SparsityPattern.unstructured(), bits),
            DenseTensor.of(DType.F16, shape, w));
    Clustering clustering =
        new Clustering("w", pruned, CodebookScheme.tensor(1), Importance.even());
    DenseTensor spelled = DenseTensor.of(DType.F16, shape, decode(pruned));
    Clustering expected = new Clustering("w", spelled, CodebookScheme.tensor(1), Importance.even());
    assertEquals("codebook1 tensor", clustering.tensor().encoding());
    assertArrayEquals(decode(expected.tensor()), decode(clustering.tensor()));
    assertEquals(expected.relativeError(), clustering.relativeError());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNotFiniteAreRefusedByName(float value) {
    for (int channels : new int[] {1, 4, CodebookScheme.WHOLE_TENSOR}) {
      float[] w = weights(ROWS, COLUMNS);
      w[20 * COLUMNS + 50] = value;
      DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), w);
      assertRefused(
          new Clustering("layers.7.up", weight, new CodebookScheme(4, channels), Importance.even()),
          "layers.7.up: holds NaN or infinite weights; take an undamaged checkpoint");
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -1e-30f})
  void importanceThatMeansNothingIsRefusedByName(float value) {
    float[] fisher = new float[ROWS * COLUMNS];
    fisher[77] = value;
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), weights(ROWS, COLUMNS));
    Importance importance = Importance.ofWeights(DenseTensor.of(DType.F32, weight.shape(), fisher));
    assertRefused(
        new Clustering("layers.7.up", weight, CodebookScheme.channel(4), importance),
        "layers.7.up: has an importance that is NaN, infinite or below 0; measure it again");
  }

  /** (127 + 128)·1000 is no float16 number, though its scale is. */
  @Test
  void entriesBeyondTheRangeOfTheirTypeAreRefusedByName() {
    QuantizedTensor weight =
        new QuantizedTensor(
            Shape.of(2, 4),
            new QuantizationScheme(8, Granularity.channel(), false),
            DType.F16,
            (firstRow, into) -> {
              Arrays.fill(into.codes(), Byte.MAX_VALUE);
              Arrays.fill(into.scales(), 1000);
              Arrays.fill(into.zeroPoints(), Byte.MIN_VALUE);
            });
    assertRefused(
        new Clustering("layers.7.up", weight, CodebookScheme.channel(2), Importance.even()),
        "layers.7.up: holds weights beyond the range of f16, its codebooks' type;"
            + " begin the recipe with quantize: cast, type: f32");
  }

  private static void assertRefused(Clustering clustering, String message) {
    PareException e = assertThrows(PareException.class, () -> decode(clustering.tensor()));
    assertEquals(message, e.getMessage());
  }

  @Test
  void rowsTooLongToPackAreRefusedByName() {
    DenseTensor weight =
        DenseTensor.of(DType.F16, Shape.of(1, (1 << 23) + 1), new float[(1 << 23) + 1]);
    PareException e =
        assertThrows(
            PareException.class,
            () -> new Clustering("w", weight, CodebookScheme.channel(4), Importance.even()));
    assertEquals("w: has rows of 8388609 weights; leave it as it is", e.getMessage());
  }
}
