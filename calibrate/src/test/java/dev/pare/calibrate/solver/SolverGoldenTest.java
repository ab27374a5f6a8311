package dev.pare.calibrate.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.InputStatistics;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.CodebookRows;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.testing.GoldenLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SparseGPT's masks and GPTQ with codebooks against oracles/solver_golden.py, in float64. */
class SolverGoldenTest {
  /** Equal masks, codes: the rest is where float32 tips the balance. */
  private static final double EQUAL = 0.999;

  private static final double LOSS = 1e-4;

  @TempDir private Path temporary;

  @Test
  void theRepositorysLayerIsTheOracles() throws IOException {
    try (GoldenLayer layer = GoldenLayer.of("sparsegpt", temporary)) {
      check("small", layer);
    }
  }

  @Test
  @Tag("captured")
  void realLayersAreTheOracles() {
    for (Path file : GoldenLayer.captured("sparsegpt")) {
      try (GoldenLayer layer = GoldenLayer.open(file)) {
        check(file.getFileName().toString(), layer);
      }
    }
  }

  private static void check(String name, GoldenLayer layer) {
    InputStatistics inputs = Layers.statistics(layer.gram(), layer.tokens());
    JsonObject cases = layer.cases();
    for (String oneCase : cases.keys()) {
      JsonObject settings = cases.requireObject(oneCase);
      String what = name + " " + oneCase;
      if (oneCase.equals("codebook")) {
        checkCodebook(what, layer, inputs, settings);
      } else {
        checkMask(what, layer, inputs, settings, layer.floats("values:" + oneCase));
      }
    }
  }

  private static void checkMask(
      String what,
      GoldenLayer layer,
      InputStatistics inputs,
      JsonObject settings,
      float[] expected) {
    DenseTensor weight = layer.weight();
    int rows = weight.shape().rows();
    int columns = weight.shape().columns();
    FloatRounding kept = new FloatRounding(DType.BF16, weight.shape());
    int of = settings.requireInt("of", 0);
    MaskRule rule =
        of == 0
            ? new BlockMask(rows, columns, settings.number("sparsity").orElseThrow(), kept)
            : new PatternMask(rows, columns, settings.requireInt("kept", 0), of, kept);
    HessianFactor factor = HessianFactor.of(inputs, false, 0.01).orElseThrow();
    double loss = ColumnSolver.solve(what, weight, factor, rule);
    float[] actual = Layers.values(kept.tensor());
    int same = 0;
    int masked = 0;
    for (int i = 0; i < actual.length; i++) {
      boolean isMasked = rule.isMasked(i / columns, i % columns);
      masked += isMasked ? 1 : 0;
      same += isMasked == (expected[i] == 0) ? 1 : 0;
    }
    report(what, same, actual.length, loss, settings);
    double wanted = settings.number("sparsity").orElseThrow();
    assertEquals(wanted, masked / (double) actual.length, 1.0 / actual.length, what);
  }

  private static void checkCodebook(
      String what, GoldenLayer layer, InputStatistics inputs, JsonObject settings) {
    DenseTensor weight = layer.weight();
    int rows = weight.shape().rows();
    float[] entries = layer.floats("entries:codebook");
    CodebookScheme scheme = CodebookScheme.channel(3);
    int width = scheme.entries();
    float[][] codebooks = new float[rows][];
    for (int row = 0; row < rows; row++) {
      codebooks[row] = Arrays.copyOfRange(entries, row * width, (row + 1) * width);
    }
    CodebookRounding rule = new CodebookRounding(weight.shape(), scheme, DType.BF16, codebooks);
    HessianFactor factor = HessianFactor.of(inputs, true, 0.01).orElseThrow();
    double loss = ColumnSolver.solve(what, weight, factor, rule);
    byte[] expected = layer.bytes("codes:codebook");
    CodebookRows made = new CodebookRows();
    rule.tensor().readRows(0, rows, made);
    byte[] actual = made.indices();
    int same = 0;
    for (int i = 0; i < actual.length; i++) {
      same += actual[i] == expected[i] ? 1 : 0;
    }
    report(what, same, actual.length, loss, settings);
  }

  private static void report(String what, int same, int all, double loss, JsonObject settings) {
    double expected = settings.number("loss").orElseThrow();
    String found = what + ": " + same + " of " + all + ", loss " + loss + " for " + expected;
    assertTrue(same >= EQUAL * all, found);
    assertEquals(expected, loss, LOSS * expected, found);
  }
}
