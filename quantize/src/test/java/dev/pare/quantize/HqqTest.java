package dev.pare.quantize;

import static dev.pare.core.recipe.Setting.bits;
import static dev.pare.core.recipe.Setting.group;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.Pare;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.GoldenLayer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SameBits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HQQ against oracles/hqq_golden.py, its settings, and its way to disk and back. */
class HqqTest {
  private static final double EQUAL = 0.999;
  private static final double LOSS = 1e-4;
  private static final String UP = "model.layers.1.mlp.up_proj.weight";

  @TempDir private Path temporary;

  @Test
  void theRepositorysLayerIsTheOracles() throws IOException {
    try (GoldenLayer layer = GoldenLayer.of("hqq", temporary)) {
      check("small", layer);
    }
  }

  @Test
  @Tag("captured")
  void realLayersAreTheOracles() {
    for (Path file : GoldenLayer.captured("hqq")) {
      try (GoldenLayer layer = GoldenLayer.open(file)) {
        check(file.getFileName().toString(), layer);
      }
    }
  }

  private static void check(String name, GoldenLayer layer) {
    JsonObject cases = layer.cases();
    for (String oneCase : cases.keys()) {
      JsonObject settings = cases.requireObject(oneCase);
      String what = name + " " + oneCase;
      HqqSettings read = HqqSettings.read(settings);
      HalfQuadratic made =
          new HalfQuadratic(what, layer.weight(), read.weights().schemeOf("w"), read);
      QuantizedRows rows = new QuantizedRows();
      made.tensor().readRows(0, layer.weight().shape().rows(), rows);
      byte[] codes = layer.bytes("codes:" + oneCase);
      int same = 0;
      for (int i = 0; i < codes.length; i++) {
        same += rows.codes()[i] == codes[i] ? 1 : 0;
      }
      assertTrue(same >= EQUAL * codes.length, what + ": " + same + " of " + codes.length);
      double expected = settings.number("loss").orElseThrow();
      assertEquals(expected, made.relativeError(), LOSS * expected, what);
      assertEquals(expected, error(layer.weight(), made.tensor()), LOSS * expected, what);
      assertSame(layer.floats("scales:" + oneCase), rows.scales(), 1, what);
      assertSame(layer.floats("zeros:" + oneCase), rows.floatZeroPoints(), EQUAL, what);
    }
  }

  private static void assertSame(float[] expected, float[] actual, double share, String what) {
    int same = 0;
    for (int i = 0; i < expected.length; i++) {
      same += expected[i] == actual[i] ? 1 : 0;
    }
    assertTrue(same >= share * expected.length, what + ": " + same + " of " + expected.length);
  }

  private static float[] values(WeightTensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return values;
  }

  private static double error(WeightTensor before, WeightTensor after) {
    float[] w = values(before);
    float[] v = values(after);
    double error = 0;
    double energy = 0;
    for (int i = 0; i < w.length; i++) {
      error += ((double) w[i] - v[i]) * ((double) w[i] - v[i]);
      energy += (double) w[i] * w[i];
    }
    return error / energy;
  }

  @Test
  void aModelComesBackFromDisk() {
    Path out = temporary.resolve("out");
    RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 5);
    Pare.recipe().quantize("hqq", bits(3), group(16)).apply(model, out, Progress.none());
    HqqSettings settings = settings(Map.of("bits", 3L, "group", 16L));
    try (Checkpoint read = Checkpoints.open(out)) {
      WeightTensor stored = read.tensor(UP);
      assertEquals("int3 g16 float-zeros", stored.encoding());
      HalfQuadratic made =
          new HalfQuadratic(UP, model.tensor(UP), settings.weights().schemeOf(UP), settings);
      SameBits.assertSameBits(made.tensor(), stored, UP);
      assertEquals(made.relativeError(), layerError(read), 1e-12);
      assertEquals(made.tensor().byteSize(), stored.byteSize());
    }
  }

  private static double layerError(Checkpoint read) {
    return read.history().get(0).layers().stream()
        .filter(layer -> layer.name().equals(UP))
        .findFirst()
        .orElseThrow()
        .relativeError();
  }

  /** No such grid holds 0: what a mask keeps is stored with the mask. */
  @Test
  void aPrunedModelStaysSparse() {
    Path out = temporary.resolve("out");
    RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 5);
    WeightTensor pruned = GptqTest.sparse(model.tensor(UP));
    model.with(UP, pruned);
    Pare.recipe().quantize("hqq", bits(2)).apply(model, out, Progress.none());
    try (Checkpoint read = Checkpoints.open(out)) {
      assertEquals("int2 g64 float-zeros sparse", read.tensor(UP).encoding());
      float[] before = values(pruned);
      float[] after = values(read.tensor(UP));
      for (int i = 0; i < before.length; i++) {
        assertTrue(before[i] != 0 || after[i] == 0);
      }
    }
  }

  @Test
  void groupsOfOneValueAreMet() {
    for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
      float[] w = new float[64];
      Arrays.fill(w, 0, 16, 0);
      Arrays.fill(w, 16, 32, 0.75f);
      Arrays.fill(w, 32, 48, -3);
      Arrays.fill(w, 48, 64, 1000);
      DenseTensor weight = DenseTensor.of(type, Shape.of(1, 64), w);
      HqqSettings settings = settings(Map.of("bits", 4L, "group", 16L));
      HalfQuadratic made =
          new HalfQuadratic("w", weight, settings.weights().schemeOf("w"), settings);
      float[] v = values(made.tensor());
      for (int i = 0; i < w.length; i++) {
        assertEquals(w[i], v[i], 0.004 * Math.abs(w[i]));
      }
    }
  }

  @Test
  void weightsThatAreNotFiniteAreRefusedByName() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] w = {1, 2, wrong, 3};
      DenseTensor weight = DenseTensor.of(DType.F32, Shape.of(1, 4), w);
      HqqSettings settings = settings(Map.of());
      HalfQuadratic made =
          new HalfQuadratic("up", weight, settings.weights().schemeOf("up"), settings);
      PareException e =
          assertThrows(PareException.class, () -> made.tensor().decodeRow(0, new float[4]));
      assertEquals(
          "up: holds NaN or infinite weights; take an undamaged checkpoint", e.getMessage());
    }
  }

  private static HqqSettings settings(Map<String, Object> values) {
    return HqqSettings.read(new JsonObject("recipe", values));
  }

  @Test
  void settingsHaveDefaults() {
    assertEquals(
        "{beta=10.0, bits=4, group=64, ignore=[], iterations=20, norm=0.7, rules=[],"
            + " symmetric=false, targets=[]}",
        new TreeMap<>(settings(Map.of()).describe()).toString());
  }

  @Test
  void settingsWithoutMeaningAreRefused() {
    refused("norm", 0.0, "norm 0.0 is out of range; give above 0, up to 1");
    refused("norm", 1.5, "norm 1.5 is out of range; give above 0, up to 1");
    refused("beta", -1.0, "beta -1.0 is out of range; give a number above 0");
    refused("beta", Double.NaN, "beta NaN is out of range; give a number above 0");
    refused("symmetric", true, "is symmetric, where hqq moves zero points; leave symmetric out");
    refused(
        "group", "tensor", "has one zero point for a whole tensor; give channel or a group size");
  }

  private static void refused(String key, Object value, String message) {
    PareException e = assertThrows(PareException.class, () -> settings(Map.of(key, value)));
    assertEquals("recipe: " + message, e.getMessage());
  }
}
