package dev.pare.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.GoldenLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SparseGPT and Wanda against oracles/solver_golden.py, which computes in float64. */
class CalibratedPruningTest {
  /** Equal masks: the rest is where float32 tips the scales. */
  private static final double EQUAL = 0.999;

  private static final double LOSS = 1e-4;
  private static final LayerId LAYER = new LayerId(0, "w");

  @TempDir private Path temporary;

  @Test
  void theRepositorysLayerIsTheOracles() throws IOException {
    try (GoldenLayer layer = GoldenLayer.of("pruned", temporary)) {
      check("small", layer);
    }
  }

  @Test
  @Tag("captured")
  void realLayersAreTheOracles() {
    for (Path file : GoldenLayer.captured("pruned")) {
      try (GoldenLayer layer = GoldenLayer.open(file)) {
        check(file.getFileName().toString(), layer);
      }
    }
  }

  private static void check(String name, GoldenLayer layer) {
    InputStatistics inputs = statistics(layer.gram(), layer.tokens());
    JsonObject cases = layer.cases();
    for (String oneCase : cases.keys()) {
      JsonObject given = cases.requireObject(oneCase);
      PruneSettings settings = settings(given);
      LinearMethod method =
          oneCase.startsWith("wanda") ? new Wanda(settings) : new SparseGpt(settings, 0.01);
      CompressedLinear made = method.compress(LAYER, layer.weight(), inputs);
      String what = name + " " + oneCase;
      assertEquals("", made.note(), what);
      WeightTensor planned = method.plan(LAYER, layer.weight());
      assertEquals(planned.encoding(), made.tensor().encoding(), what);
      assertEquals(planned.byteSize(), made.tensor().byteSize(), what);
      checkMask(what, layer.floats("values:" + oneCase), made.tensor());
      double expected = given.number("loss").orElseThrow();
      assertEquals(expected, made.loss(), LOSS * expected, what);
    }
  }

  private static PruneSettings settings(JsonObject given) {
    Map<String, Object> settings =
        given.requireInt("of", 0) == 0
            ? Map.of("sparsity", given.number("sparsity").orElseThrow())
            : Map.of("pattern", given.requireInt("kept", 1) + ":" + given.requireInt("of", 1));
    return PruneSettings.read(new JsonObject("recipe", settings));
  }

  private static void checkMask(String what, float[] expected, WeightTensor made) {
    float[] actual = values(made);
    int same = 0;
    for (int i = 0; i < actual.length; i++) {
      same += (actual[i] == 0) == (expected[i] == 0) ? 1 : 0;
    }
    assertTrue(same >= EQUAL * actual.length, what + ": " + same + " of " + actual.length);
  }

  private static float[] values(WeightTensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return values;
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
  void aHessianWithoutAFactorMeansMagnitude() {
    InputStatistics inputs = statistics(new float[] {1, 3, 3, 1}, 4);
    DenseTensor weight =
        DenseTensor.of(DType.F32, Shape.of(2, 2), new float[] {0.3f, -1, 0.9f, 0.2f});
    PruneSettings settings = PruneSettings.read(new JsonObject("recipe", Map.of("sparsity", 0.5)));
    CompressedLinear made = new SparseGpt(settings, 0.01).compress(LAYER, weight, inputs);
    assertEquals(
        "magnitude instead of sparsegpt: the Hessian is not positive definite", made.note());
    assertArrayEquals(new float[] {0, -1, 0.9f, 0}, values(made.tensor()));
  }

  @Test
  void halfOfALargeWeightIsStoredSparse() {
    int n = 64;
    float[] gram = new float[n * n];
    float[] w = new float[n * n];
    for (int i = 0; i < n * n; i++) {
      gram[i] = i % (n + 1) == 0 ? 1 : 0;
      w[i] = i + 1;
    }
    PruneSettings settings = PruneSettings.read(new JsonObject("recipe", Map.of("sparsity", 0.5)));
    DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(n, n), w);
    WeightTensor made =
        new SparseGpt(settings, 0.01).compress(LAYER, weight, statistics(gram, 9)).tensor();
    assertTrue(made instanceof SparseTensor, made.encoding());
    assertTrue(made.byteSize() < weight.byteSize());
  }

  @Test
  void whatIsQuantizedIsNotSolved() {
    QuantizationScheme scheme = new QuantizationScheme(4, Granularity.channel(), true);
    QuantizedTensor weight =
        new QuantizedTensor(Shape.of(2, 4), scheme, DType.F32, (first, into) -> {});
    PruneSettings settings = PruneSettings.read(new JsonObject("recipe", Map.of("sparsity", 0.5)));
    PareException e =
        assertThrows(PareException.class, () -> new SparseGpt(settings, 0.01).plan(LAYER, weight));
    assertEquals(
        "w: is stored as int4 channel, and sparsegpt changes what it keeps; prune first and"
            + " quantize then",
        e.getMessage());
  }
}
