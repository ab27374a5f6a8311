package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.SmallFamily;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each layer is shown, what is stored of it, and how work that ended early is gone on with.
 */
class SequentialCompressorTest {
  private static final double TOLERANCE = 1e-5;
  private static final int LENGTH = 11;

  /** More than one batch, the last not full. */
  private static final int SAMPLES = 300;

  @TempDir private Path temp;

  private static Checkpoint model(Family family) {
    return SmallFamily.of(family, DType.F32, Map.of(), 3);
  }

  private static List<LayerId> layers(Checkpoint model) {
    ModelLayout layout = new ModelLayout(model.config());
    List<LayerId> layers = new ArrayList<>();
    for (int block = 0; block < model.config().layers(); block++) {
      for (ModelLayout.Weight weight : layout.block()) {
        if (weight.kind() == ModelLayout.Kind.LINEAR) {
          layers.add(new LayerId(block, layout.blockPrefix(block) + weight.name()));
        }
      }
    }
    return layers;
  }

  private LayerStore store(Checkpoint model, String folder) {
    return new LayerStore(temp.resolve(folder), "digest", model, 1);
  }

  private static void run(
      Checkpoint model, CalibrationSettings settings, LinearMethod method, LayerStore store) {
    new SequentialCompressor(model, layers(model), method, settings, store, Progress.none())
        .run(Calibrations.ids(settings, model.config().vocabularySize()));
  }

  /** The model with the stored weights of some layers in their places. */
  private static Checkpoint with(Checkpoint model, LayerStore store, Predicate<LayerId> which) {
    Map<String, WeightTensor> weights = new TreeMap<>();
    layers(model).stream()
        .filter(which)
        .forEach(layer -> weights.put(layer.name(), store.tensor(layer.name())));
    return new ReencodedCheckpoint(
        model,
        weights,
        () -> new AppliedStep("round", "diagonal", Map.of(), List.of(), Optional.empty()));
  }

  private static void assertSaw(double[] expected, InputStatistics seen) {
    double largest = Arrays.stream(expected).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], seen.gram()[i], TOLERANCE * largest);
    }
    for (int i = 0; i < seen.width(); i++) {
      assertEquals(expected[i * seen.width() + i], seen.squares()[i], TOLERANCE * largest);
    }
    assertEquals(SAMPLES * LENGTH, seen.tokens());
  }

  /** One after the other, every layer is shown what the finished model will show it. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void aLayerSeesAllBeforeItAsItHasBecome(Family family) {
    Checkpoint model = model(family);
    CalibrationSettings settings = Calibrations.settings(SAMPLES, LENGTH, true, 1);
    DiagonalRounding method = new DiagonalRounding();
    try (LayerStore store = store(model, "work")) {
      run(model, settings, method, store);
      assertEquals(layers(model).size(), method.calls.size());
      assertSaw(model, settings, method, block -> with(model, store, layer -> true));
    }
  }

  /**
   * @param then what the model was when the inputs of a block were looked at
   */
  private static void assertSaw(
      Checkpoint model,
      CalibrationSettings settings,
      DiagonalRounding method,
      IntFunction<Checkpoint> then) {
    Map<String, double[]> grams = new TreeMap<>();
    try (BlockwiseDecoder decoder = Calibrations.decoder(model, settings)) {
      for (DiagonalRounding.Call call : method.calls) {
        int block = call.id().block();
        BlockInput input = BlockInput.of(call.id().name());
        double[] gram =
            grams.computeIfAbsent(
                block + "." + input,
                key -> Calibrations.gram(decoder, then.apply(block), settings, block, input));
        assertSaw(gram, call.inputs());
      }
    }
  }

  /** Otherwise it is shown its own block as it was. */
  @Test
  void orItSeesTheBlocksBeforeAsTheyHaveBecome() {
    Checkpoint model = model(Family.LLAMA);
    CalibrationSettings settings = Calibrations.settings(SAMPLES, LENGTH, false, 1);
    DiagonalRounding method = new DiagonalRounding();
    try (LayerStore store = store(model, "work")) {
      run(model, settings, method, store);
      assertSaw(
          model, settings, method, block -> with(model, store, layer -> layer.block() < block));
    }
  }

  @Test
  void layersOfOneInputShareItsStatistics() {
    Checkpoint model = model(Family.LLAMA);
    DiagonalRounding method = new DiagonalRounding();
    try (LayerStore store = store(model, "work")) {
      run(model, Calibrations.settings(4, LENGTH, true, 1), method, store);
    }
    long different = method.calls.stream().map(DiagonalRounding.Call::inputs).distinct().count();
    assertEquals(2 * 4, different);
    assertEquals(2 * 7, method.calls.size());
  }

  @Test
  void whatIsStoredIsWhatWasMade() {
    Checkpoint model = model(Family.LLAMA);
    DiagonalRounding method = new DiagonalRounding();
    try (LayerStore store = store(model, "work")) {
      run(model, Calibrations.settings(4, LENGTH, true, 1), method, store);
      DiagonalRounding again = new DiagonalRounding();
      for (DiagonalRounding.Call call : method.calls) {
        String name = call.id().name();
        WeightTensor weight = model.tensor(name);
        CompressedLinear made = again.compress(call.id(), weight, call.inputs());
        assertArrayEquals(decode(made.tensor()), decode(store.tensor(name)));
        LayerRecord record = store.record(name);
        assertEquals(made.loss(), record.calibration().loss());
        assertEquals(error(decode(weight), decode(made.tensor())), record.relativeError(), 1e-12);
        assertEquals(weight.byteSize(), record.bytesBefore());
        assertTrue(record.calibration().seconds() > 0);
      }
    }
  }

  private static double error(float[] w, float[] v) {
    double error = 0;
    double energy = 0;
    for (int i = 0; i < w.length; i++) {
      error += ((double) w[i] - v[i]) * ((double) w[i] - v[i]);
      energy += (double) w[i] * w[i];
    }
    return error / energy;
  }

  private static float[] decode(WeightTensor weight) {
    float[] values = new float[(int) weight.shape().size()];
    weight.decodeRows(0, weight.shape().rows(), values);
    return values;
  }

  /** The residual stream in memory, and in a file: 0 MiB. */
  @ParameterizedTest
  @CsvSource({"true,1", "true,0", "false,1", "false,0"})
  void endedAtAnyLayerItComesToTheSameBytes(boolean sequential, int memory) throws IOException {
    Checkpoint model = model(Family.LLAMA);
    CalibrationSettings settings = Calibrations.settings(SAMPLES, LENGTH, sequential, memory);
    try (LayerStore store = store(model, "alone")) {
      run(model, settings, new DiagonalRounding(), store);
    }
    Map<String, String> alone = bytes(temp.resolve("alone"));
    assertEquals(14 * 2, alone.size());
    for (int[] ends : new int[][] {{2, 1, 3}, {13}}) {
      int done = 0;
      for (int end : ends) {
        DiagonalRounding method = new DiagonalRounding();
        method.patience = end;
        try (LayerStore store = store(model, "ended")) {
          assertEquals(done, store.size());
          assertThrows(IllegalStateException.class, () -> run(model, settings, method, store));
        }
        done += end;
      }
      DiagonalRounding method = new DiagonalRounding();
      try (LayerStore store = store(model, "ended")) {
        run(model, settings, method, store);
      }
      assertEquals(14 - done, method.calls.size());
      assertEquals(alone, bytes(temp.resolve("ended")));
      remove(temp.resolve("ended"));
    }
  }

  /** The layers' files as text by their names. */
  private static Map<String, String> bytes(Path folder) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.equals("layers.jsonl")) { // which has times
          all.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
      }
    }
    return all;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aLineThatAKillLeftHalfIsDoneAgain() throws IOException {
    Checkpoint model = model(Family.LLAMA);
    CalibrationSettings settings = Calibrations.settings(4, LENGTH, true, 1);
    try (LayerStore store = store(model, "work")) {
      run(model, settings, new DiagonalRounding(), store);
    }
    Path lines = temp.resolve("work/layers.jsonl");
    String all = Files.readString(lines);
    Files.writeString(lines, all.substring(0, all.length() - 9));
    DiagonalRounding method = new DiagonalRounding();
    try (LayerStore store = store(model, "work")) {
      assertEquals(13, store.size());
      run(model, settings, method, store);
      assertEquals(14, store.size());
    }
    assertEquals(1, method.calls.size());
  }

  @Test
  void workThatIsAnothersOrDamagedIsRefused() throws IOException {
    Checkpoint model = model(Family.LLAMA);
    CalibrationSettings settings = Calibrations.settings(4, LENGTH, true, 1);
    try (LayerStore store = store(model, "work")) {
      run(model, settings, new DiagonalRounding(), store);
      refused("is being written by another run", "digest", model);
    }
    refused("another model, recipe or calibration", "other", model);
    Path lines = temp.resolve("work/layers.jsonl");
    String all = Files.readString(lines);
    Files.writeString(lines, all.replaceFirst("\"block\":0", "\"block\":\"zero\""));
    refused("\"block\" is zero", "digest", model);
    Files.writeString(lines, "nonsense\n");
    refused("not valid JSON", "digest", model);
    Files.writeString(lines, all);
    remove(temp.resolve("work/layer-3"));
    refused("layer-3", "digest", model);
  }

  private void refused(String named, String digest, Checkpoint model) {
    PareException e =
        assertThrows(
            PareException.class, () -> new LayerStore(temp.resolve("work"), digest, model, 1));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void anEmbeddingOfAnotherShapeIsRefusedByName() {
    String embedding = "model.embed_tokens.weight";
    Checkpoint model =
        SmallFamily.of(Family.LLAMA, DType.F32, Map.of(), 3)
            .with(embedding, DenseTensor.of(DType.F32, Shape.of(10, 36), new float[360]));
    CalibrationSettings settings = Calibrations.settings(4, LENGTH, true, 1);
    try (LayerStore store = store(model, "work")) {
      PareException e =
          assertThrows(
              PareException.class, () -> run(model, settings, new DiagonalRounding(), store));
      assertTrue(e.getMessage().startsWith(embedding + ": has shape [10×36]"), e.getMessage());
    }
  }

  @Test
  void inputsThatAreNoNumbersAreRefusedByName() {
    String norm = "model.layers.0.input_layernorm.weight";
    float[] values = new float[36];
    values[5] = Float.NaN;
    Checkpoint model =
        SmallFamily.of(Family.LLAMA, DType.F32, Map.of(), 3)
            .with(norm, DenseTensor.of(DType.F32, Shape.of(36), values));
    CalibrationSettings settings = Calibrations.settings(4, LENGTH, true, 1);
    try (LayerStore store = store(model, "work")) {
      PareException e =
          assertThrows(
              PareException.class, () -> run(model, settings, new DiagonalRounding(), store));
      assertTrue(
          e.getMessage().startsWith("model.layers.0.self_attn.q_proj.weight: sees inputs"),
          e.getMessage());
    }
    assertEquals(0, temp.resolve("work").toFile().list().length);
  }
}
