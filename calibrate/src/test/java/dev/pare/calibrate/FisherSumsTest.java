package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.config.Family;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.SmallFamily;
import dev.pare.models.ComputeType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Squares of gradients, against those of transformers: {@code oracles/layers_golden.py}. */
class FisherSumsTest {
  private static final int LENGTH = 15;
  private static final double TOLERANCE = 1e-4; // of Σ F

  @TempDir private Path temp;

  @ParameterizedTest
  @MethodSource("families")
  void areThoseOfTransformersGradients(String name) throws IOException {
    FamilyFolder family = new FamilyFolder(name);
    int[] ids = family.ids();
    JsonObject expected = golden().requireObject(name);
    List<String> weights = List.copyOf(expected.keys());
    try (Checkpoint model = Checkpoints.open(family.write(temp, DType.F32));
        FisherSums sums = new FisherSums(model, weights, ComputeType.F32, 2)) {
      sums.add(Arrays.copyOf(ids, LENGTH));
      sums.add(Arrays.copyOfRange(ids, LENGTH, 2 * LENGTH));
      for (String weight : weights) {
        int columns = model.tensor(weight).shape().columns();
        assertSums(expected.list(weight), sums.of(weight).floats(), columns, name + " " + weight);
      }
    }
  }

  static List<String> families() throws IOException {
    return List.copyOf(golden().keys());
  }

  /** Σ F, Σ F·cos(i)·cos(j), Σ F·cos(3i + j), and the largest. */
  private static void assertSums(List<Object> expected, float[] f, int columns, String where) {
    double[] sums = new double[4];
    for (int at = 0; at < f.length; at++) {
      int i = at / columns;
      int j = at % columns;
      sums[0] += f[at];
      sums[1] += f[at] * Math.cos(i) * Math.cos(j);
      sums[2] += f[at] * Math.cos(3 * i + j);
      sums[3] = Math.max(sums[3], f[at]);
    }
    assertTrue(sums[0] > 0, where);
    for (int i = 0; i < sums.length; i++) {
      double value = ((Number) expected.get(i)).doubleValue();
      assertEquals(value, sums[i], TOLERANCE * sums[0], where + " " + i);
    }
  }

  private static JsonObject golden() throws IOException {
    try (InputStream in = FisherSumsTest.class.getResourceAsStream("fisher.json")) {
      return Json.readObject("fisher.json", in);
    }
  }

  @Test
  void aLossThatIsNoNumberIsRefused() {
    float[] values = new float[36];
    values[5] = Float.NaN;
    Checkpoint model =
        SmallFamily.of(Family.LLAMA, DType.F32, Map.of(), 3)
            .with("model.norm.weight", DenseTensor.of(DType.F32, Shape.of(36), values));
    List<String> weights = List.of("model.layers.0.mlp.up_proj.weight");
    try (FisherSums sums = new FisherSums(model, weights, ComputeType.F32, 1)) {
      PareException e = assertThrows(PareException.class, () -> sums.add(new int[] {3, 4, 5}));
      assertTrue(e.getMessage().startsWith("calibration: the loss of a sequence is NaN"));
    }
  }
}
