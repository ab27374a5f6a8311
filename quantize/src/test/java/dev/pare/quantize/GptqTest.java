package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.GoldenLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GPTQ against oracles/solver_golden.py, which computes in float64, and its settings. */
class GptqTest {
  /** Equal codes, and scales: the rest is where float32 tips the balance. */
  private static final double EQUAL = 0.999;

  private static final double EQUAL_SCALES = 0.995;
  private static final double LOSS = 1e-4;
  private static final LayerId LAYER = new LayerId(0, "model.layers.0.mlp.up_proj.weight");

  private static final int ROWS = 24;
  private static final int COLUMNS = 160;

  @TempDir private Path temporary;

  @Test
  void theRepositorysLayerIsTheOracles() throws IOException {
    try (GoldenLayer layer = GoldenLayer.of("gptq", temporary)) {
      check("small", layer);
    }
  }

  @Test
  @Tag("captured")
  void realLayersAreTheOracles() {
    for (Path file : GoldenLayer.captured("gptq")) {
      try (GoldenLayer layer = GoldenLayer.open(file)) {
        check(file.getFileName().toString(), layer);
      }
    }
  }

  private static void check(String name, GoldenLayer layer) {
    InputStatistics inputs = statistics(layer.gram(), layer.tokens());
    JsonObject cases = layer.cases();
    for (String oneCase : cases.keys()) {
      JsonObject settings = cases.requireObject(oneCase);
      String what = name + " " + oneCase;
      Gptq gptq = new Gptq(GptqSettings.read(settings));
      CompressedLinear made = gptq.compress(LAYER, layer.weight(), inputs);
      assertEquals("", made.note(), what);
      assertEquals(0.01, made.damping(), what);
      assertEquals(gptq.plan(LAYER, layer.weight()).byteSize(), made.tensor().byteSize());
      checkCodes(what, layer, oneCase, (QuantizedTensor) made.tensor());
      double expected = settings.number("loss").orElseThrow();
      assertEquals(expected, made.loss(), LOSS * expected, what);
      double direct = OutputLoss.relative(layer.weight(), made.tensor(), inputs);
      assertEquals(direct, made.loss(), LOSS * direct, what);
    }
  }

  private static void checkCodes(
      String what, GoldenLayer layer, String oneCase, QuantizedTensor made) {
    QuantizedRows rows = new QuantizedRows();
    made.readRows(0, made.shape().rows(), rows);
    byte[] codes = layer.bytes("codes:" + oneCase);
    int same = 0;
    for (int i = 0; i < codes.length; i++) {
      same += rows.codes()[i] == codes[i] ? 1 : 0;
    }
    String found = what + ": " + same + " of " + codes.length + " codes";
    assertTrue(same >= EQUAL * codes.length, found);
    float[] scales = layer.floats("scales:" + oneCase);
    int sameScales = 0;
    for (int i = 0; i < scales.length; i++) {
      sameScales += rows.scales()[i] == scales[i] ? 1 : 0;
    }
    assertTrue(sameScales >= EQUAL_SCALES * scales.length, found + ", " + sameScales + " scales");
  }

  private static InputStatistics statistics(float[] gram, long tokens) {
    int n = (int) Math.sqrt(gram.length);
    double[] squares = new double[n];
    for (int i = 0; i < n; i++) {
      squares[i] = gram[i * n + i];
    }
    return new InputStatistics(tokens, squares, squares.clone(), Optional.of(gram));
  }

  @Test
  void aHessianWithoutAFactorMeansRoundingToNearest() {
    InputStatistics inputs = statistics(new float[] {1, 3, 3, 1}, 4);
    float[] w = {0.3f, -1, 0.9f, 0.2f};
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(2, 2), w);
    Gptq gptq = new Gptq(GptqSettings.read(new JsonObject("recipe", Map.of())));
    CompressedLinear made = gptq.compress(LAYER, weight, inputs);
    assertEquals("rtn instead of gptq: the Hessian is not positive definite", made.note());
    assertEquals(0, made.damping());
    float[] expected = new float[4];
    float[] actual = new float[4];
    gptq.plan(LAYER, weight).decodeRows(0, 2, expected);
    made.tensor().decodeRows(0, 2, actual);
    assertArrayEquals(expected, actual);
  }

  /** Stored as what its mask keeps, or with its zeros. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPrunedWeightStaysPruned(boolean sparse) {
    DenseTensor weight = halfZero();
    WeightTensor given = sparse ? new SparseTensor(mask(weight), weight) : weight;
    CompressedLinear made = gptq(Map.of("bits", 8L)).compress(LAYER, given, correlated());
    assertEquals(sparse, made.tensor() instanceof SparseTensor);
    float[] before = values(weight);
    float[] after = values(made.tensor());
    for (int i = 0; i < before.length; i++) {
      assertTrue(before[i] != 0 || after[i] == 0);
    }
    double direct = OutputLoss.relative(weight, made.tensor(), correlated());
    assertEquals(direct, made.loss(), LOSS * direct);
  }

  @ParameterizedTest
  @CsvSource({"sparsity, 0.5, true", "sparsity, 0.5, false", "pattern, 2:4, false"})
  void pruningGoesWithIt(String key, String amount, boolean actOrder) {
    Object value = key.equals("sparsity") ? (Object) Double.valueOf(amount) : amount;
    Gptq gptq = gptq(Map.of("bits", 8L, "actOrder", actOrder, key, value));
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), random(3));
    CompressedLinear made = gptq.compress(LAYER, weight, correlated());
    WeightTensor planned = gptq.plan(LAYER, weight);
    assertEquals(planned.encoding(), made.tensor().encoding());
    double size = made.tensor().byteSize() / (double) planned.byteSize();
    assertEquals(1, size, 0.02);
    long kept = 0;
    for (float w : values(made.tensor())) {
      kept += w != 0 ? 1 : 0;
    }
    assertTrue(kept <= ROWS * COLUMNS / 2 && kept > 0.45 * ROWS * COLUMNS, kept + " kept");
    double direct = OutputLoss.relative(weight, made.tensor(), correlated());
    assertEquals(direct, made.loss(), LOSS * direct);
  }

  @Test
  void aPatternNeedsTheColumnsOwnOrder() {
    PareException e = assertThrows(PareException.class, () -> gptq(Map.of("pattern", "2:4")));
    assertEquals(
        "recipe: has a pattern in another order of columns; set actOrder to false", e.getMessage());
  }

  private static Gptq gptq(Map<String, Object> settings) {
    return new Gptq(GptqSettings.read(new JsonObject("recipe", settings)));
  }

  private static float[] values(WeightTensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return values;
  }

  private static float[] random(long seed) {
    Random random = new Random(seed);
    float[] w = new float[ROWS * COLUMNS];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextGaussian();
    }
    return w;
  }

  private static DenseTensor halfZero() {
    float[] w = random(2);
    for (int i = 0; i < w.length; i += 2) {
      w[i] = 0;
    }
    return DenseTensor.of(DType.F32, Shape.of(ROWS, COLUMNS), w);
  }

  private static SparseMask mask(DenseTensor weight) {
    float[] w = values(weight);
    return mask(weight.shape(), i -> w[i] != 0);
  }

  private static SparseMask mask(Shape shape, IntPredicate keeps) {
    SparseRows kept = new SparseRows();
    kept.reset(shape.rows(), shape.columns());
    for (int i = 0; i < shape.size(); i++) {
      if (keeps.test(i)) {
        kept.keep(i / shape.columns(), i % shape.columns());
      }
    }
    return SparseMask.of(shape, SparsityPattern.unstructured(), kept.bits());
  }

  /** A weight of which every eighth is kept. */
  static SparseTensor sparse(WeightTensor weight) {
    return new SparseTensor(mask(weight.shape(), i -> i % 8 == 0), weight);
  }

  private static InputStatistics correlated() {
    Random random = new Random(1);
    float[] gram = new float[COLUMNS * COLUMNS];
    double[] x = new double[COLUMNS];
    for (int token = 0; token < 2 * COLUMNS; token++) {
      for (int i = 0; i < COLUMNS; i++) {
        x[i] = random.nextGaussian() + (i > 0 ? 0.7 * x[i - 1] : 0);
      }
      for (int i = 0; i < gram.length; i++) {
        gram[i] += (float) (x[i / COLUMNS] * x[i % COLUMNS]);
      }
    }
    return statistics(gram, 2 * COLUMNS);
  }

  @Test
  void groupsThatAPatternDoesNotDivideAreRefused() {
    Map<String, Object> settings =
        Map.of("group", 36L, "actOrder", false, "pattern", "4:8", "bits", 4L);
    PareException e =
        assertThrows(
            PareException.class, () -> GptqSettings.read(new JsonObject("recipe", settings)));
    assertEquals(
        "recipe: has groups of 36 weights, which 4:8 does not divide; set staticGroups to true, or"
            + " take another group",
        e.getMessage());
  }

  @Test
  void settingsHaveDefaults() {
    GptqSettings settings = GptqSettings.read(new JsonObject("recipe", Map.of()));
    assertEquals(
        "{actOrder=true, bits=4, damping=0.01, grid=leastSquares, group=64, ignore=[], rules=[],"
            + " staticGroups=true, symmetric=true, targets=[]}",
        new TreeMap<>(settings.describe()).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grid|best|unknown grid \"best\"; give range, mse or leastSquares",
        "damping|0|damping 0.0 is out of range; give above 0, up to 1",
        "damping|2|damping 2.0 is out of range; give above 0, up to 1",
        "staticGroups|false|has groups that are not static in another order of columns; set"
            + " staticGroups to true or actOrder to false",
      })
  void settingsWithoutMeaningAreRefused(String key, String text, String message) {
    Object value =
        text.equals("false") ? (Object) false : text.equals("best") ? text : Double.valueOf(text);
    PareException e =
        assertThrows(
            PareException.class,
            () -> GptqSettings.read(new JsonObject("recipe", Map.of(key, value))));
    assertEquals("recipe: " + message, e.getMessage());
  }
}
