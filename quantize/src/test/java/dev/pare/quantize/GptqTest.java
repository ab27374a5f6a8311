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
import dev.pare.core.testing.GoldenLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GPTQ against oracles/solver_golden.py, which computes in float64, and its settings. */
class GptqTest {
  /** Equal codes, and scales: the rest is where float32 tips the balance. */
  private static final double EQUAL = 0.999;

  private static final double EQUAL_SCALES = 0.995;
  private static final double LOSS = 1e-4;
  private static final LayerId LAYER = new LayerId(0, "model.layers.0.mlp.up_proj.weight");

  @TempDir private Path temporary;

  @Test
  void theRepositorysLayerIsTheOracles() throws IOException {
    try (GoldenLayer layer = GoldenLayer.of("gptq", temporary)) {
      check("small", layer);
    }
  }

  @Test
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

  @Test
  void settingsHaveDefaults() {
    GptqSettings settings = GptqSettings.read(new JsonObject("recipe", Map.of()));
    assertEquals(
        "{actOrder=true, bits=4, damping=0.01, grid=mse, group=64, ignore=[], rules=[],"
            + " staticGroups=true, symmetric=true, targets=[]}",
        new TreeMap<>(settings.describe()).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grid|best|unknown grid \"best\"; give mse or range",
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
