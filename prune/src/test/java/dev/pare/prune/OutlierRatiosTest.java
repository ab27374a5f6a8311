package dev.pare.prune;

import static dev.pare.core.recipe.Setting.calibration;
import static dev.pare.core.recipe.Setting.sparsity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LayerSurvey;
import dev.pare.core.Pare;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Setting;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.ComputeType;
import dev.pare.models.DecoderBlock;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that lose more or less by their outliers. */
class OutlierRatiosTest {
  private static final int LENGTH = 15;

  @TempDir private Path temp;

  /** A model and what its layers saw. */
  private record Survey(Checkpoint model, List<LayerId> layers, Map<String, InputStatistics> seen)
      implements LayerSurvey {
    @Override
    public InputStatistics inputs(LayerId layer) {
      return seen.get(layer.name());
    }
  }

  /** {@code oracles/layers_golden.py}, after OWL's own program. */
  @ParameterizedTest
  @MethodSource("families")
  void areThoseOfTheOracle(String name) throws IOException {
    FamilyFolder family = new FamilyFolder(name);
    int[] ids = family.ids();
    List<int[]> sequences =
        List.of(Arrays.copyOf(ids, LENGTH), Arrays.copyOfRange(ids, LENGTH, 2 * LENGTH));
    try (Checkpoint model = Checkpoints.open(family.write(temp, DType.F32))) {
      Map<Integer, Double> made =
          new OutlierRatios(2, 0.08).sparsities(survey(model, sequences), 0.5);
      List<Object> expected = golden().list(name);
      assertEquals(expected.size(), made.size());
      for (int block = 0; block < expected.size(); block++) {
        assertEquals((Double) expected.get(block), made.get(block), 1e-6, name + " " + block);
      }
    }
  }

  static List<String> families() throws IOException {
    return List.copyOf(golden().keys());
  }

  private static JsonObject golden() throws IOException {
    try (InputStream in = OutlierRatiosTest.class.getResourceAsStream("golden/owl.json")) {
      return Json.readObject("owl.json", in);
    }
  }

  private static Survey survey(Checkpoint model, List<int[]> sequences) {
    List<LayerId> layers = new ArrayList<>();
    Map<String, InputStatistics> seen = new HashMap<>();
    try (BlockwiseDecoder decoder = new BlockwiseDecoder(model.config(), ComputeType.F32, LENGTH);
        TorchScope scope = TorchScope.open()) {
      TorchTensor hidden = decoder.embed(model, sequences);
      for (int index = 0; index < model.config().layers(); index++) {
        try (DecoderBlock block = decoder.block(model, index)) {
          int number = index;
          block.observe(
              hidden,
              BlockInput.MLP_OUTPUT,
              (input, x) -> {
                for (String name : block.linears(input)) {
                  layers.add(new LayerId(number, name));
                  seen.put(name, sums(x.floats(), block.width(input)));
                }
              });
          hidden = block.forward(hidden);
        }
      }
    }
    return new Survey(model, layers, seen);
  }

  private static InputStatistics sums(float[] x, int width) {
    double[] squares = new double[width];
    for (int i = 0; i < x.length; i++) {
      squares[i % width] += (double) x[i] * x[i];
    }
    return new InputStatistics(x.length / width, squares, squares, Optional.empty());
  }

  /** One layer a block, all of whose inputs are seen as 1. */
  private static Survey survey(float[]... blocks) {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F32, 1);
    List<LayerId> layers = new ArrayList<>();
    Map<String, InputStatistics> seen = new HashMap<>();
    for (int i = 0; i < blocks.length; i++) {
      String name = "block" + i;
      layers.add(new LayerId(i, name));
      model.with(name, DenseTensor.of(DType.F32, Shape.of(1, blocks[i].length), blocks[i]));
      double[] ones = new double[blocks[i].length];
      Arrays.fill(ones, 1);
      seen.put(name, new InputStatistics(1, ones, ones, Optional.empty()));
    }
    return new Survey(model, layers, seen);
  }

  private static final float[] EVEN = {1, 1, 1, 1, 1, 1, 1, 1};
  private static final float[] OUTLIER = {1, 1, 1, -90, 1, 1, 1, 1};

  @Test
  void blocksWithOutliersLoseLess() {
    Map<Integer, Double> made = new OutlierRatios(5, 0.08).sparsities(survey(EVEN, OUTLIER), 0.5);
    assertEquals(0.58, made.get(0), 1e-12);
    assertEquals(0.42, made.get(1), 1e-12);
  }

  @Test
  void blocksThatAreAlikeLoseAlike() {
    Map<Integer, Double> made =
        new OutlierRatios(5, 0.08).sparsities(survey(OUTLIER, OUTLIER, OUTLIER), 0.3);
    assertEquals(Map.of(0, 0.3, 1, 0.3, 2, 0.3), made);
  }

  /** Large blocks count for more, so that the share of all weights is the one asked for. */
  @Test
  void theMeanCountsWeights() {
    float[] large = Arrays.copyOf(EVEN, 24);
    Arrays.fill(large, 1);
    Map<Integer, Double> made = new OutlierRatios(5, 0.08).sparsities(survey(large, OUTLIER), 0.5);
    assertEquals(0.5, (24 * made.get(0) + 8 * made.get(1)) / 32, 1e-12);
    assertEquals(0.16, made.get(0) - made.get(1), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"0.02, 0.04, 0", "0.99, 1, 0.98"})
  void noBlockKeepsLessThanNothingOrMoreThanAll(double sparsity, double even, double outlier) {
    Map<Integer, Double> made =
        new OutlierRatios(5, 0.08).sparsities(survey(EVEN, OUTLIER), sparsity);
    assertEquals(even, made.get(0), 1e-12);
    assertEquals(outlier, made.get(1), 1e-12);
  }

  private static RandomCheckpoint model() {
    RandomCheckpoint model =
        SmallLlama.of(DType.BF16, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 7)
            .withCompanion("tokenizer.json", AsciiTokenizer.json());
    String up = "model.layers.1.mlp.up_proj.weight";
    float[] w = decode(model.tensor(up));
    for (int i = 0; i < w.length; i += 20) {
      w[i] *= 12;
    }
    return model.with(up, DenseTensor.of(DType.BF16, model.tensor(up).shape(), w));
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  private Setting text() throws IOException {
    Path text = temp.resolve("text.txt");
    Files.writeString(text, "the quick brown fox jumps over the lazy dog\n".repeat(20));
    return calibration(text.toString());
  }

  private static final Setting OWL = new Setting("ratios", "owl");

  private AppliedStep prune(String method, Setting... settings) {
    Path out = temp.resolve("out");
    Pare.recipe().prune(method, settings).apply(model(), out, Progress.none());
    try (Checkpoint read = Checkpoints.open(out)) {
      return read.history().get(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"magnitude", "wanda", "sparsegpt"})
  void allMethodsTakeThem(String method) throws IOException {
    AppliedStep step =
        prune(
            method,
            sparsity(0.5),
            OWL,
            text(),
            new Setting("samples", 4L),
            new Setting("length", 30L));
    assertEquals("owl", step.settings().get("ratios"));
    assertEquals(5.0, step.settings().get("outlier"));
    assertEquals(0.08, step.settings().get("lambda"));
    long zeros = 0;
    long all = 0;
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"))) {
      for (AppliedStep.Layer layer : step.layers()) {
        int block = layer.name().contains("layers.0.") ? 0 : 1;
        assertEquals(
            block == 0 ? "sparsity 0.5800" : "sparsity 0.4200",
            layer.calibration().orElseThrow().note());
        float[] w = decode(read.tensor(layer.name()));
        long own = 0;
        for (float value : w) {
          own += value == 0 ? 1 : 0;
        }
        assertEquals(block == 0 ? 0.58 : 0.42, (double) own / w.length, 0.02, layer.name());
        zeros += own;
        all += w.length;
      }
    }
    assertEquals(0.5, (double) zeros / all, 0.01);
  }

  /** The file of what the dense model's layers see serves as well. */
  @Test
  void statisticsServeAsWell() throws IOException {
    Setting[] given = {
      sparsity(0.5),
      OWL,
      text(),
      new Setting("samples", 4L),
      new Setting("length", 30L),
      new Setting("statistics", List.of(temp.resolve("seen").toString()))
    };
    AppliedStep step = prune("wanda", given);
    assertEquals("sparsity 0.5800", step.layers().get(0).calibration().orElseThrow().note());
  }

  @ParameterizedTest
  @CsvSource({
    "ratios, other, unknown ratios \"other\"",
    "lambda, 0.1, outlier and lambda are for ratios: owl",
    "calibration, a.txt, \"calibration\" is for ratios: owl",
    "statistics, a, \"statistics\" is for ratios: owl",
  })
  void whatMakesNoSenseIsRefused(String key, String value, String named) {
    Object given = key.equals("lambda") ? (Object) Double.valueOf(value) : value;
    refused(named, sparsity(0.5), new Setting(key, given));
  }

  @Test
  void owlNeedsNumbersAndSparsityAnywhere() {
    refused("a pattern leaves ratios nothing to choose", OWL, new Setting("pattern", "2:4"));
    refused("is out of range", sparsity(0.5), OWL, new Setting("outlier", 0.0));
    refused("is out of range", sparsity(0.5), OWL, new Setting("lambda", 0.6));
    refused("has no calibration", sparsity(0.5), OWL);
  }

  private void refused(String named, Setting... settings) {
    PareException e = assertThrows(PareException.class, () -> prune("magnitude", settings));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
