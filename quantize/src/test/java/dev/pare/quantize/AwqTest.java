package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.BlockMethod;
import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.GoldenLayer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallFamily;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.ComputeType;
import dev.pare.models.DecoderBlock;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AWQ and weighted least squares against oracles/awq_golden.py, and AWQ's folding against the model
 * as it was.
 */
class AwqTest {
  private static final double EQUAL = 0.999;
  private static final double LOSS = 1e-4;
  private static final String LAYER = "model.layers.0.mlp.up_proj.weight";

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"awq", "awq-heads"})
  void theRepositorysLayersAreTheOracles(String file) throws IOException {
    try (GoldenLayer layer = GoldenLayer.of(file, temporary)) {
      check(file, layer);
    }
  }

  @Tag("captured")
  @Test
  void realLayersAreTheOracles() {
    for (Path file : GoldenLayer.captured("awq")) {
      try (GoldenLayer layer = GoldenLayer.open(file)) {
        check(file.getFileName().toString(), layer);
      }
    }
  }

  private static void check(String name, GoldenLayer layer) {
    InputStatistics inputs = statistics(layer);
    JsonObject cases = layer.cases();
    JsonObject heads = cases.requireObject("heads");
    int uses = heads.requireInt("uses", 1);
    FoldSite site =
        new FoldSite(
            Optional.empty(),
            Optional.empty(),
            inputs.width() / uses,
            new FoldSite.Heads(heads.requireInt("width", 1), uses));
    for (String oneCase : cases.keys()) {
      JsonObject settings = cases.requireObject(oneCase);
      String what = name + " " + oneCase;
      if (oneCase.startsWith("awq")) {
        checkAwq(what, oneCase, layer, site, settings, inputs);
      } else if (oneCase.startsWith("rtn")) {
        WeightedRounding method = new WeightedRounding(RoundingSettings.read(settings).weights());
        InputStatistics squares =
            new InputStatistics(
                inputs.tokens(), inputs.squares(), inputs.magnitudes(), Optional.empty());
        CompressedLinear made = method.compress(new LayerId(0, LAYER), layer.tensor("w0"), squares);
        checkLayer(what, layer, oneCase + ":0", made, loss(settings, 0));
      }
    }
  }

  private static void checkAwq(
      String what,
      String oneCase,
      GoldenLayer layer,
      FoldSite site,
      JsonObject settings,
      InputStatistics inputs) {
    AwqLayer method = new AwqLayer(AwqSettings.read(settings));
    UnaryOperator<float[]> exact =
        layer.has("norm") ? new NormFold(layer.tensor("norm"), false)::exact : s -> s;
    List<AwqSearch.Reader> readers = new ArrayList<>();
    for (int i = 0; layer.has("w" + i); i++) {
      readers.add(method.reader(LAYER, layer.tensor("w" + i)));
    }
    AwqSearch.Factors factors = AwqSearch.best(site, exact, readers, inputs);
    assertEquals(settings.number("alpha").orElseThrow(), factors.alpha, what);
    for (int i = 0; i < readers.size(); i++) {
      WeightTensor weight = readers.get(i).weight();
      Clip.Scaled scaled = AwqLayer.scaled(weight, Optional.of(factors.columns), Optional.empty());
      CompressedLinear made = method.compress(LAYER, scaled, inputs, "");
      checkLayer(what + " " + i, layer, oneCase + ":" + i, made, loss(settings, i));
    }
  }

  private static double loss(JsonObject settings, int layer) {
    return ((Number) settings.list("losses").get(layer)).doubleValue();
  }

  private static void checkLayer(
      String what, GoldenLayer layer, String key, CompressedLinear made, double loss) {
    QuantizedRows rows = new QuantizedRows();
    QuantizedTensor tensor = (QuantizedTensor) made.tensor();
    tensor.readRows(0, tensor.shape().rows(), rows);
    byte[] codes = layer.bytes("codes:" + key);
    int same = 0;
    for (int i = 0; i < codes.length; i++) {
      same += rows.codes()[i] == codes[i] ? 1 : 0;
    }
    assertTrue(same >= EQUAL * codes.length, what + ": " + same + " of " + codes.length);
    float[] scales = layer.floats("scales:" + key);
    byte[] zeros = layer.bytes("zeros:" + key);
    int sameGrids = 0;
    for (int i = 0; i < scales.length; i++) {
      sameGrids += rows.scales()[i] == scales[i] && rows.zeroPoints()[i] == zeros[i] ? 1 : 0;
    }
    assertTrue(sameGrids >= EQUAL * scales.length, what + ": " + sameGrids + " grids");
    assertEquals(loss, made.loss(), LOSS * loss, what);
  }

  private static InputStatistics statistics(GoldenLayer layer) {
    float[] gram = layer.gram();
    float[] magnitudes = layer.floats("magnitudes");
    double[] squares = new double[magnitudes.length];
    double[] sums = new double[magnitudes.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = gram[i * squares.length + i];
      sums[i] = magnitudes[i];
    }
    return new InputStatistics(layer.tokens(), squares, sums, Optional.of(gram));
  }

  /** Whatever the factors: the model with its weights multiplied and divided is the model. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void foldingChangesNothing(Family family) {
    for (DType type : List.of(DType.F32, DType.BF16)) {
      assertUnchanged(SmallFamily.of(family, type, Map.of(), 3), type == DType.F32 ? 1e-4 : 5e-3);
    }
  }

  @Test
  void biasesAreDividedToo() {
    assertUnchanged(SmallLlama.withEveryOption(DType.F32, 4), 1e-4);
  }

  /** Division rounds biases of bf16; norms and weights it does not. */
  private static void assertUnchanged(Checkpoint model, double tolerance) {
    Map<String, WeightTensor> exact = new HashMap<>();
    Set<String> notes = new LinkedHashSet<>();
    for (int block = 0; block < model.config().layers(); block++) {
      compress(model, block, linears(model, block))
          .forEach(
              (name, made) -> {
                exact.put(name, made.exact());
                notes.add(made.compressed().note().replaceAll("[\\d.]+", "N"));
              });
    }
    Set<String> expected = new LinkedHashSet<>(Set.of("alpha N", ""));
    if (model.config().family() == Family.GPT2) {
      expected.add("input not scaled: a nonlinearity is before it");
    }
    assertEquals(expected, notes);
    Checkpoint folded =
        new ReencodedCheckpoint(
            model,
            exact,
            () -> new AppliedStep("test", "fold", Map.of(), List.of(), Optional.empty()));
    float[] before = hidden(model);
    float[] after = hidden(folded);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < before.length; i++) {
      largest = Math.max(largest, Math.abs(before[i]));
      difference = Math.max(difference, Math.abs(before[i] - after[i]));
    }
    assertTrue(difference <= tolerance * largest, difference + " of " + largest);
  }

  private static List<String> linears(Checkpoint model, int block) {
    ModelLayout layout = new ModelLayout(model.config());
    return layout.block().stream()
        .filter(weight -> weight.kind() == ModelLayout.Kind.LINEAR)
        .map(weight -> layout.blockPrefix(block) + weight.name())
        .toList();
  }

  private static Map<String, BlockMethod.Made> compress(
      Checkpoint model, int block, List<String> selected) {
    Map<BlockInput, InputStatistics> inputs = new EnumMap<>(BlockInput.class);
    Random random = new Random(block);
    for (String name : selected) {
      inputs.computeIfAbsent(
          BlockInput.of(name), input -> outliers(random, model.tensor(name).shape().columns()));
    }
    Awq awq = new Awq(settings(Map.of("bits", 3L, "group", 16L)));
    return awq.compress(new BlockMethod.Block(model, block, new LinkedHashSet<>(selected)), inputs);
  }

  /** Independent features of very different sizes. */
  private static InputStatistics outliers(Random random, int width) {
    float[] gram = new float[width * width];
    double[] squares = new double[width];
    double[] magnitudes = new double[width];
    for (int i = 0; i < width; i++) {
      magnitudes[i] = Math.exp(2 * random.nextGaussian());
      squares[i] = 1.5 * magnitudes[i] * magnitudes[i];
      gram[i * width + i] = (float) squares[i];
    }
    return new InputStatistics(1, squares, magnitudes, Optional.of(gram));
  }

  private static float[] hidden(Checkpoint model) {
    int[] ids = new Random(9).ints(17, 0, model.config().vocabularySize()).toArray();
    try (TorchScope scope = TorchScope.open();
        BlockwiseDecoder decoder =
            new BlockwiseDecoder(model.config(), ComputeType.F32, ids.length)) {
      TorchTensor hidden = decoder.embed(model, List.of(ids));
      for (int i = 0; i < model.config().layers(); i++) {
        try (DecoderBlock block = decoder.block(model, i)) {
          hidden = block.forward(hidden);
        }
      }
      return hidden.floats();
    }
  }

  /** Of large factors much is to be won where few inputs are large. */
  @Test
  void factorsLoseLess() {
    RandomCheckpoint model = SmallFamily.of(Family.LLAMA, DType.F32, Map.of(), 3);
    String name = "model.layers.0.mlp.down_proj.weight";
    InputStatistics inputs = outliers(new Random(1), 52);
    AwqLayer layer = new AwqLayer(settings(Map.of("bits", 3L, "clip", false)));
    double awq = layer.compress(new LayerId(0, name), model.tensor(name), inputs).loss();
    Clip.Scaled plain = AwqLayer.scaled(model.tensor(name), Optional.empty(), Optional.empty());
    double nearest = layer.compress(name, plain, inputs, "").loss();
    assertTrue(awq < 0.7 * nearest, awq + " for " + nearest);
    AwqLayer clipping = new AwqLayer(settings(Map.of("bits", 3L)));
    double clipped = clipping.compress(name, plain, inputs, "").loss();
    assertTrue(clipped < nearest, clipped + " for " + nearest);
  }

  @Test
  void anInputThatALayerLeftAloneSeesOrMakesStaysAsItIs() {
    RandomCheckpoint model = SmallFamily.of(Family.LLAMA, DType.F32, Map.of(), 3);
    List<String> selected = new ArrayList<>(linears(model, 0));
    String value = "model.layers.0.self_attn.v_proj.weight";
    selected.remove(value);
    Map<String, BlockMethod.Made> made = compress(model, 0, selected);
    String note = "input not scaled: " + value + " is not quantized";
    for (String name : List.of("q_proj", "k_proj", "o_proj")) {
      String whole = "model.layers.0.self_attn." + name + ".weight";
      assertEquals(note, made.get(whole).compressed().note());
    }
    Set<String> changed = new LinkedHashSet<>(selected);
    changed.add("model.layers.0.post_attention_layernorm.weight");
    assertEquals(changed, new LinkedHashSet<>(made.keySet()));
  }

  @Test
  void aNormIsUndoneExactlyAsItIsStored() {
    RandomCheckpoint model = SmallFamily.of(Family.LLAMA, DType.BF16, Map.of(), 3);
    String name = "model.norm.weight";
    float[] stored = new float[36];
    model.tensor(name).decodeRow(0, stored);
    stored[7] = 0;
    NormFold fold =
        new NormFold(DenseTensor.of(DType.BF16, model.tensor(name).shape(), stored), false);
    float[] factors = new float[36];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = 0.3f + 0.1f * i;
    }
    float[] exact = fold.exact(factors);
    float[] divided = new float[36];
    fold.divided(exact).decodeRow(0, divided);
    assertEquals(1, exact[7]);
    for (int i = 0; i < 36; i++) {
      assertEquals(stored[i], divided[i] * exact[i], 1e-7 * Math.abs(stored[i]));
      assertEquals(factors[i], i == 7 ? factors[i] : exact[i], 0.004 * factors[i]);
    }
  }

  private static AwqSettings settings(Map<String, Object> values) {
    return AwqSettings.read(new JsonObject("recipe", values));
  }

  @Test
  void settingsHaveDefaults() {
    assertEquals(
        "{bits=4, clip=true, group=64, ignore=[], rules=[], symmetric=true, targets=[]}",
        new TreeMap<>(settings(Map.of()).describe()).toString());
  }

  @Test
  void clipsOfAWholeTensorAreRefused() {
    PareException e = assertThrows(PareException.class, () -> settings(Map.of("group", "tensor")));
    assertEquals(
        "recipe: has clip for a whole tensor; give channel or a group size", e.getMessage());
    assertTrue(!settings(Map.of("group", "tensor", "clip", false)).clip());
  }
}
