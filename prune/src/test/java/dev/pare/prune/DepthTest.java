package dev.pare.prune;

import static dev.pare.core.recipe.Setting.calibration;
import static dev.pare.core.recipe.Setting.sparsity;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.Pare;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.CompressionResult;
import dev.pare.core.recipe.Setting;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SameBits;
import dev.pare.core.testing.SmallFamily;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with blocks less. */
class DepthTest {
  private static final String GOLDEN = "golden/depth.safetensors";
  private static final float TOLERANCE = 1e-4f;
  private static final int POSITIONS = 6;

  @TempDir private Path temp;

  private static AppliedStep anyStep() {
    return new AppliedStep("prune", "depth", Map.of(), List.of(), Optional.empty());
  }

  /** {@code oracles/layers_golden.py}: the same model built without the block. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "mistral",
        "qwen2",
        "qwen2-window",
        "qwen3",
        "gemma2",
        "gemma3",
        "phi3",
        "gpt2"
      })
  void withoutABlockEveryFamilyIsTransformersModel(String name) throws IOException {
    SafetensorsFile golden;
    try (InputStream in = DepthTest.class.getResourceAsStream(GOLDEN)) {
      golden = SafetensorsFile.of(GOLDEN, ByteSource.of(in.readAllBytes()));
    }
    ByteBuffer removed = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    golden.data(name + ".removed").read(0, removed);
    FamilyFolder family = new FamilyFolder(name);
    Path out = Files.createDirectories(temp.resolve("out"));
    try (Checkpoint model = Checkpoints.open(family.write(temp.resolve("in"), DType.F32))) {
      List<Integer> kept =
          IntStream.range(0, model.config().layers())
              .filter(block -> block != removed.getLong(0))
              .boxed()
              .toList();
      new CheckpointWriter(new KeptBlocks(model, kept, anyStep())).write(out, 1, Progress.none());
    }
    float[][] logits = logits(out, family.ids());
    WeightTensor expected = SameBits.dense(golden, name + ".logits");
    float[] row = new float[expected.shape().columns()];
    for (int i = 0; i < POSITIONS; i++) {
      expected.decodeRow(i, row);
      assertArrayEquals(row, logits[logits.length - POSITIONS + i], TOLERANCE, "position " + i);
    }
  }

  private static float[][] logits(Path folder, int... ids) {
    float[][] rows = new float[ids.length][];
    try (Checkpoint checkpoint = Checkpoints.open(folder);
        LanguageModel model =
            TorchLanguageModel.open(
                checkpoint, Optional.empty(), new TorchOptions(1, ComputeType.F32))) {
      model.score(
          List.of(new TokenSequence(ids)),
          new LogitSink() {
            @Override
            public Rows rows() {
              return Rows.LOGITS;
            }

            @Override
            public void row(int sequence, int position, FloatBuffer values) {
              rows[position] = new float[values.remaining()];
              values.get(rows[position]);
            }
          });
    }
    return rows;
  }

  private Setting text() throws IOException {
    Path text = temp.resolve("text.txt");
    Files.writeString(text, "the quick brown fox jumps over the lazy dog\n".repeat(20));
    return calibration(text.toString());
  }

  private static RandomCheckpoint model(Family family) {
    Map<String, Object> settings =
        Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY, "num_hidden_layers", 5L);
    return SmallFamily.of(family, DType.F32, settings, 7)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private CompressionResult prune(Checkpoint model, String out, Setting... settings) {
    return Pare.recipe().prune("depth", settings).apply(model, temp.resolve(out), Progress.none());
  }

  private static final Setting SAMPLES = new Setting("samples", 4L);
  private static final Setting LENGTH = new Setting("length", 30L);

  @ParameterizedTest
  @EnumSource(Family.class)
  void theBlocksOfLeastInfluenceGo(Family family) throws IOException {
    RandomCheckpoint model = model(family);
    CompressionResult result =
        prune(model, "out", new Setting("blocks", 2L), text(), SAMPLES, LENGTH);
    assertTrue(result.bytes() < 0.8 * result.bytesBefore());
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"))) {
      AppliedStep step = read.history().get(0);
      List<Double> influence =
          ((List<?>) step.settings().get("influence"))
              .stream().map(n -> ((Number) n).doubleValue()).toList();
      List<Integer> gone =
          ((List<?>) step.settings().get("removed"))
              .stream().map(n -> ((Number) n).intValue()).toList();
      assertEquals(5, influence.size());
      assertEquals(2, gone.size());
      double most = gone.stream().mapToDouble(influence::get).max().orElseThrow();
      List<Integer> kept = IntStream.range(0, 5).filter(i -> !gone.contains(i)).boxed().toList();
      assertTrue(kept.stream().allMatch(block -> influence.get(block) >= most));
      assertSameWeights(model, read, kept);
    }
    assertEquals(30, logits(temp.resolve("out"), IntStream.range(3, 33).toArray()).length);
    assertEquals(Set.of("out", "text.txt"), Set.of(temp.toFile().list()));
  }

  private static void assertSameWeights(Checkpoint model, Checkpoint read, List<Integer> kept) {
    ModelLayout layout = new ModelLayout(model.config());
    ModelLayout left = new ModelLayout(read.config());
    assertEquals(kept.size(), read.config().layers());
    assertEquals(
        left.all().stream().map(ModelLayout.Weight::name).toList().size(), read.names().size());
    for (int i = 0; i < kept.size(); i++) {
      for (ModelLayout.Weight weight : left.block()) {
        WeightTensor before = model.tensor(layout.blockPrefix(kept.get(i)) + weight.name());
        assertArrayEquals(decode(before), decode(read.tensor(left.blockPrefix(i) + weight.name())));
      }
    }
    assertArrayEquals(
        decode(model.tensor(layout.embedding().name())),
        decode(read.tensor(left.embedding().name())));
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  @Test
  void otherStepsMayComeBeforeAndAfter() throws IOException {
    Compression compression =
        Compression.plan(
            Pare.recipe()
                .prune("magnitude", sparsity(0.3))
                .prune("depth", sparsity(0.4), text(), SAMPLES, LENGTH)
                .prune("wanda", sparsity(0.5), text(), SAMPLES, LENGTH)
                .build(),
            model(Family.LLAMA),
            CompressionOptions.standard());
    assertTrue(compression.keepsState());
    assertTrue(compression.predict().seconds() > 0);
    compression.run(temp.resolve("out"));
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"))) {
      assertEquals(3, read.config().layers());
      assertEquals(3, read.history().size());
      assertEquals(3 * 7, read.history().get(2).layers().size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "blocks, 5, removes 5 of 5 blocks; give 1 to 4 blocks",
    "blocks, 0, '\"blocks\" is 0, not an integer from 1'",
    "sparsity, 0.05, removes 0 of 5 blocks",
    "sparsity, 0.95, removes 5 of 5 blocks",
    "sparsity, 1, sparsity 1.0 is no share",
    "targets, 1, unknown key \"targets\"",
    "samples, 1, says not how many blocks go"
  })
  void whatMakesNoSenseIsRefused(String key, String value, String named) throws IOException {
    Object given = key.equals("sparsity") ? (Object) Double.valueOf(value) : Long.valueOf(value);
    Setting text = text();
    PareException e =
        assertThrows(
            PareException.class,
            () -> prune(model(Family.LLAMA), "out", new Setting(key, given), text, LENGTH));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
    PareException two =
        assertThrows(
            PareException.class,
            () ->
                prune(model(Family.LLAMA), "out", sparsity(0.5), new Setting("blocks", 1L), text));
    assertTrue(two.getMessage().contains("has both blocks and a sparsity"));
  }
}
