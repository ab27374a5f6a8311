package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.gguf.FileType;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SameBits;
import dev.pare.core.testing.SmallFamily;
import dev.pare.core.testing.SmallLlama;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GGUF files that are written are the models that they were written from. */
class GgufExportTest {
  private static final Map<String, Object> NO_TOKENIZER =
      Map.of("tokenizer.ggml.model", "no_vocab");

  /** What 1 + w − 1 may lose. */
  private static final float NORM_TOLERANCE = 1.2e-7f;

  @TempDir private Path temporary;

  private Path export(Checkpoint model, String name, int threads) {
    Path file = temporary.resolve(name);
    new GgufExport(model, "a model", Optional.empty(), NO_TOKENIZER)
        .write(file, false, threads, Progress.none());
    return file;
  }

  private static void assertSame(Checkpoint expected, Checkpoint actual, Set<String> absent) {
    Set<String> names = new HashSet<>(expected.names());
    names.removeAll(absent);
    assertEquals(names, actual.names());
    for (String name : names) {
      if (expected.config().family().normsFromOne() && name.endsWith("norm.weight")) {
        assertClose(expected.tensor(name), actual.tensor(name), name);
      } else {
        SameBits.assertSameBits(expected.tensor(name), actual.tensor(name), name);
      }
    }
  }

  private static void assertClose(WeightTensor expected, WeightTensor actual, String name) {
    float[] w = new float[expected.shape().columns()];
    float[] v = new float[w.length];
    expected.decodeRow(0, w);
    actual.decodeRow(0, v);
    assertArrayEquals(w, v, NORM_TOLERANCE, name);
  }

  /** Every component but the whole of the JSON and what a GGUF file says as a float32. */
  private static void assertSameConfig(ModelConfig expected, ModelConfig actual)
      throws ReflectiveOperationException {
    Set<String> other = Set.of("json", "modelType", "ropeScaling", "beginToken", "endTokens");
    for (RecordComponent part : ModelConfig.class.getRecordComponents()) {
      if (!other.contains(part.getName())) {
        Object value = part.getAccessor().invoke(expected);
        assertEquals(value, part.getAccessor().invoke(actual), part.getName());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "mistral",
        "qwen2",
        "qwen3",
        "gemma2",
        "gemma3",
        "phi3",
        "phi3-longrope",
        "gpt2"
      })
  void everyFamilyComesBack(String name) throws Exception {
    Path folder = family(name);
    Path again = Files.createDirectory(temporary.resolve("again"));
    try (Checkpoint model = Checkpoints.open(folder);
        Checkpoint gguf = Checkpoints.open(export(model, "model.gguf", 2))) {
      assertSameConfig(model.config(), gguf.config());
      assertSame(model, gguf, Set.of());
      new CheckpointWriter(gguf).write(again, 1, Progress.none());
      try (Checkpoint back = Checkpoints.open(again)) {
        assertSameConfig(model.config(), back.config());
        assertSame(gguf, back, Set.of());
      }
    }
  }

  /** GGUF takes Gemma's scale of scores from the heads' width, which the golden model's is not. */
  private Path family(String name) throws IOException {
    Path folder = new FamilyFolder(name).write(temporary.resolve("model"), DType.F32);
    Path config = folder.resolve("config.json");
    Map<String, Object> json = new LinkedHashMap<>(Json.readObject(config).values());
    json.computeIfPresent("query_pre_attn_scalar", (key, value) -> json.get("head_dim"));
    Files.delete(config);
    JsonWriting.write(json, config);
    return folder;
  }

  /** As a model without some of its blocks may have them: f full, s sliding. */
  @ParameterizedTest
  @ValueSource(strings = {"ss", "sf", "ff", "sss", "ssf", "fff"})
  void whichLayersSlideComesBack(String layers) throws Exception {
    for (Family family : List.of(Family.GEMMA2, Family.GEMMA3)) {
      try (RandomCheckpoint model = sliding(family, layers);
          Checkpoint gguf = Checkpoints.open(export(model, family + layers + ".gguf", 1))) {
        assertEquals(
            model.config().attention().slidingLayers(), gguf.config().attention().slidingLayers());
      }
    }
  }

  @Test
  void layersThatSlideInNoPatternAreRefused() {
    for (String layers : List.of("fs", "fss", "sff")) {
      refused(sliding(Family.GEMMA2, layers), "which layers see a sliding window");
    }
  }

  private static RandomCheckpoint sliding(Family family, String layers) {
    List<String> types =
        layers
            .chars()
            .mapToObj(type -> type == 's' ? "sliding_attention" : "full_attention")
            .toList();
    Map<String, Object> changes =
        Map.of(
            "num_hidden_layers",
            (long) layers.length(),
            "layer_types",
            types,
            "query_pre_attn_scalar",
            10L,
            "tie_word_embeddings",
            true);
    return SmallFamily.of(family, DType.F32, changes, 5);
  }

  @Test
  void aScaleThatGgufCannotSayIsRefused() throws IOException {
    Path folder = new FamilyFolder("gemma2").write(temporary.resolve("model"), DType.F32);
    try (Checkpoint model = Checkpoints.open(folder)) {
      refused(model, "GGUF files of gemma2 cannot say a scale of attention scores");
    }
  }

  @Test
  void everyOptionOfALlamaComesBack() throws Exception {
    try (RandomCheckpoint model = SmallLlama.withEveryOption(DType.F32, 5);
        Checkpoint gguf = Checkpoints.open(export(model, "model.gguf", 1))) {
      assertSameConfig(model.config(), gguf.config());
      assertEquals(model.config().ropeScaling(), gguf.config().ropeScaling());
      assertSame(model, gguf, Set.of());
    }
  }

  /** gguf-py's own file, its rows permuted by llama.cpp's converter. */
  @ParameterizedTest
  @ValueSource(strings = {"quantized", "biased"})
  void blocksGoThroughAsTheyAre(String name) throws IOException {
    Path folder = Golden.copy("gguf/" + name, temporary.resolve("golden"), "model.gguf");
    Path original = folder.resolve("model.gguf");
    Path written;
    try (Checkpoint model = Checkpoints.open(original)) {
      written = export(model, "again.gguf", 2);
    }
    try (GgufFile expected = GgufFile.open(original);
        GgufFile actual = GgufFile.open(written)) {
      assertEquals(expected.names(), actual.names());
      for (String tensor : expected.names()) {
        boolean widened = expected.entry(tensor).type() != actual.entry(tensor).type();
        assertTrue(!widened || tensor.endsWith(".bias"), tensor);
        if (!widened && !tensor.equals("rope_freqs.weight")) {
          assertArrayEquals(stored(expected, tensor), stored(actual, tensor), tensor);
        }
      }
    }
  }

  private static byte[] stored(GgufFile file, String tensor) {
    ByteBuffer bytes = ByteBuffer.allocate((int) file.entry(tensor).byteSize());
    file.data(tensor).read(0, bytes);
    return bytes.array();
  }

  @Test
  void theBytesDoNotDependOnTheThreads() throws IOException {
    try (RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 1)) {
      byte[] one = Files.readAllBytes(export(model, "one.gguf", 1));
      assertArrayEquals(one, Files.readAllBytes(export(model, "three.gguf", 3)));
    }
  }

  @Test
  void vectorsAreFloatsAndTheRestIsAsItWas() {
    try (RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 1)) {
      GgufExport export = new GgufExport(model, "x", Optional.empty(), NO_TOKENIZER);
      assertEquals(Map.of(GgmlType.F32, 5, GgmlType.BF16, 15), export.types());
      try (GgufFile file = GgufFile.open(export(model, "x.gguf", 1))) {
        assertEquals(
            (long) FileType.BF16.id(), file.metadata().requireInteger("general.file_type"));
        assertEquals("llama", file.metadata().requireString("general.architecture"));
        assertEquals(96, file.metadata().requireInteger("llama.vocab_size"));
      }
    }
  }

  @Test
  void theCardsLicenceGoesAlong() {
    String card = "---\nlanguage: en\nlicense: apache-2.0\n---\n# A model\nlicense: other\n";
    try (RandomCheckpoint model = RandomCheckpoint.small(DType.F16, 1)) {
      model.withCompanion("README.md", card.getBytes(StandardCharsets.UTF_8));
      try (GgufFile file = GgufFile.open(export(model, "x.gguf", 1))) {
        assertEquals("apache-2.0", file.metadata().requireString("general.license"));
      }
    }
  }

  @Test
  void whatHasNoPlaceIsNamed() {
    try (RandomCheckpoint model = RandomCheckpoint.small(DType.F32, 1)) {
      WeightTensor other = DenseTensor.of(DType.F32, Shape.of(2), new float[2]);
      model.with("lm_head.weight", other); // a copy of the tied embedding
      model.with("model.layers.0.self_attn.rotary_emb.inv_freq", other);
      export(model, "fine.gguf", 1);
      model.with("model.norm.weight", other);
      refused(model, "model.norm.weight: has shape [2] where config.json implies [48]");
      model.with("model.norm.weight", DenseTensor.of(DType.F32, Shape.of(48), new float[48]));
      model.with("model.layers.9.extra.weight", other);
      refused(model, "model.layers.9.extra.weight: has no place in a GGUF file of llama");
    }
  }

  private static void refused(Checkpoint model, String what) {
    String message =
        assertThrows(
                PareException.class,
                () -> new GgufExport(model, "x", Optional.empty(), NO_TOKENIZER))
            .getMessage();
    assertTrue(message.contains(what), message);
  }
}
