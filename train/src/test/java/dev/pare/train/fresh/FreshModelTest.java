package dev.pare.train.fresh;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.checkpoint.GgufExport;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonObject;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.Tokenizers;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import dev.pare.train.bpe.Bpe;
import dev.pare.train.bpe.BpeSettings;
import dev.pare.train.bpe.BpeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshModelTest {
  private static final String TEXT = "The lake lies in the north, the lake of the north.";

  @TempDir Path folder;
  private Path tokenizer;

  @BeforeEach
  void makeTokenizer() {
    tokenizer = folder.resolve("tokenizer");
    BpeTrainer.train(List.of(TEXT, TEXT), BpeSettings.of(300)).write(tokenizer);
  }

  private static ModelDescription description(Family family, boolean tied) {
    return new ModelDescription(family, 36, 3, 4, 2, 10, 52, 64, 5000, 1e-5, tied);
  }

  private Path write(String name, Family family, boolean tied, long seed, DType type) {
    Path model = folder.resolve(name);
    FreshModel.write(description(family, tied), tokenizer, seed, model, type);
    return model;
  }

  @ParameterizedTest
  @EnumSource(names = {"LLAMA", "MISTRAL", "QWEN2", "QWEN3"})
  void opensWithAllThatItsFamilyHas(Family family) {
    for (boolean tied : new boolean[] {true, false}) {
      Path model = write("model " + tied, family, tied, 1, DType.F32);
      try (Checkpoint checkpoint = Checkpoints.open(model)) {
        ModelConfig config = checkpoint.config();
        assertEquals(family, config.family());
        assertEquals(5000, config.ropeTheta());
        assertEquals(64, config.maxPositions());
        assertEquals(Set.of(0), config.endTokens());
        assertTrue(config.attention().slidingLayers().isEmpty());
        assertEquals(tied, config.tiedEmbeddings());
        assertEquals(
            new ModelLayout(config).all().stream().map(ModelLayout.Weight::name).collect(toSet()),
            checkpoint.names());
        for (ModelLayout.Weight weight : new ModelLayout(config).all()) {
          assertEquals(weight.shape(), checkpoint.tensor(weight.name()).shape());
        }
        assertGuesses(checkpoint, Tokenizers.inFolder(model));
      }
    }
  }

  /** It knows nothing: every token is about as likely as any other. */
  private static void assertGuesses(Checkpoint checkpoint, Tokenizer tokenizer) {
    TorchOptions options = new TorchOptions(1, ComputeType.F32);
    int[] ids = tokenizer.encode(TEXT);
    double[] loss = {0};
    try (var model = TorchLanguageModel.open(checkpoint, Optional.of(tokenizer), options)) {
      model.score(
          List.of(new TokenSequence(ids)),
          new LogitSink() {
            @Override
            public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
              IntStream.range(0, logProbabilities.length)
                  .forEach(i -> loss[0] -= logProbabilities[i] / logProbabilities.length);
            }
          });
    }
    assertEquals(Math.log(tokenizer.vocabularySize()), loss[0], 0.15);
  }

  @Test
  void weightsAreWhatTheirPlaceAsksFor() {
    ModelDescription large =
        new ModelDescription(Family.QWEN2, 96, 8, 6, 3, 20, 250, 64, 1e4, 1e-6, false);
    try (Checkpoint model =
        new FreshModel(large, TokenizerFolder.read(tokenizer), tokenizer, 5, DType.F32)) {
      for (String name : model.names()) {
        float[] values = values(model.tensor(name));
        boolean narrow = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
        if (name.endsWith("bias")) {
          assertArrayEquals(new float[values.length], values);
        } else if (name.endsWith("norm.weight")) {
          IntStream.range(0, values.length).forEach(i -> assertEquals(1, values[i]));
        } else {
          assertNormal(name, narrow ? 0.005 : 0.02, values);
        }
      }
    }
  }

  private static void assertNormal(String name, double deviation, float[] values) {
    double mean = 0;
    double square = 0;
    for (float value : values) {
      mean += value / values.length;
      square += (double) value * value / values.length;
    }
    double error = 4.5 / Math.sqrt(values.length);
    assertEquals(0, mean / deviation, error, name);
    assertEquals(1, square / deviation / deviation, Math.sqrt(2) * error, name);
  }

  private static float[] values(WeightTensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return values;
  }

  @Test
  void seedDecidesEveryByte() throws IOException {
    Map<String, String> first = hashes(write("a", Family.LLAMA, true, 1, DType.F32));
    assertEquals(
        Set.of(
            "config.json",
            "generation_config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json"),
        first.keySet());
    assertEquals(first, hashes(write("b", Family.LLAMA, true, 1, DType.F32)));
    Map<String, String> other = hashes(write("c", Family.LLAMA, true, 2, DType.F32));
    assertNotEquals(first.remove("model.safetensors"), other.remove("model.safetensors"));
    assertEquals(first, other);
  }

  /** The same on every machine, for ever. */
  @Test
  void bytesAreThoseOfTheFirstRelease() {
    Path model = write("a", Family.LLAMA, true, 1, DType.F32);
    assertEquals(
        "3a528804ed73ae460e299620e806dcaa61a0b8284a9b3d9fe7dc4a29070d5444",
        Hashes.sha256(model.resolve("model.safetensors")));
  }

  private static Map<String, String> hashes(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      Map<String, String> hashes = new TreeMap<>();
      files.forEach(file -> hashes.put(file.getFileName().toString(), Hashes.sha256(file)));
      return hashes;
    }
  }

  @Test
  void halvesAreTheRoundedFloats() {
    Path exact = write("f32", Family.LLAMA, true, 1, DType.F32);
    Path rounded = write("bf16", Family.LLAMA, true, 1, DType.BF16);
    try (Checkpoint a = Checkpoints.open(exact);
        Checkpoint b = Checkpoints.open(rounded)) {
      assertEquals("bfloat16", b.config().json().requireString("torch_dtype"));
      for (String name : a.names()) {
        float[] floats = values(a.tensor(name));
        float[] halves = values(b.tensor(name));
        for (int i = 0; i < floats.length; i++) {
          assertEquals(FloatCodec.round(DType.BF16, floats[i]), halves[i]);
        }
      }
    }
  }

  /** Whatever rule cuts its words, GGUF has its name. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "smollm", "llama-bpe", "qwen2"})
  void canBecomeGguf(String words) {
    BpeSettings settings = new BpeSettings(300, 1, words, List.of("<|im_end|>", "<|x|>"), false);
    Bpe bpe = BpeTrainer.train(List.of(TEXT), settings);
    ModelDescription shape = description(Family.LLAMA, true);
    try (Checkpoint model = new FreshModel(shape, bpe.files(), "vocabulary", 1, DType.BF16)) {
      Map<String, Object> metadata = GgufExport.tokenizer(model, "model");
      assertEquals(words, metadata.get("tokenizer.ggml.pre"));
      assertEquals(bpe.size() - 2, metadata.get("tokenizer.ggml.eos_token_id"));
      assertEquals(bpe.size(), ((List<?>) metadata.get("tokenizer.ggml.tokens")).size());
    }
  }

  /** A model's folder serves as a tokenizer's: nothing else of it is taken. */
  @Test
  void takesTheTokenizerOfAModel() throws IOException {
    Path first = write("first", Family.LLAMA, true, 1, DType.F32);
    Files.writeString(first.resolve("README.md"), "another model");
    Path second = folder.resolve("second");
    FreshModel.write(description(Family.LLAMA, true), first, 1, second);
    assertFalse(Files.exists(second.resolve("README.md")));
    assertEquals(
        Files.readString(first.resolve("tokenizer.json")),
        Files.readString(second.resolve("tokenizer.json")));
  }

  @Test
  void readsADescription() {
    Map<String, Object> least = new HashMap<>();
    least.put("hiddenSize", 40L);
    least.put("layers", 2L);
    least.put("heads", 4L);
    least.put("intermediateSize", 100L);
    least.put("context", 128L);
    assertEquals(
        new ModelDescription(Family.LLAMA, 40, 2, 4, 4, 10, 100, 128, 1e4, 1e-5, true),
        ModelDescription.read(new JsonObject("recipe", least)));
    least.putAll(Map.of("family", "qwen3", "keyValueHeads", 2L, "headDim", 16L, "tied", false));
    least.putAll(Map.of("ropeTheta", 500L, "normEpsilon", 1e-6));
    assertEquals(
        new ModelDescription(Family.QWEN3, 40, 2, 4, 2, 16, 100, 128, 500, 1e-6, false),
        ModelDescription.read(new JsonObject("recipe", least)));
    least.put("depth", 3L);
    assertSays("unknown key \"depth\"", () -> read(least));
    least.remove("depth");
    least.put("family", "gpt2");
    assertSays("family \"gpt2\" cannot be made", () -> read(least));
    least.keySet().removeAll(Set.of("family", "headDim"));
    least.put("heads", 6L);
    assertSays("hiddenSize 40 is no multiple of 6 heads", () -> read(least));
    least.put("heads", 4L);
    least.remove("layers");
    assertSays("\"layers\" is missing", () -> read(least));
  }

  private static void read(Map<String, Object> json) {
    ModelDescription.read(new JsonObject("recipe", json));
  }

  @Test
  void refusesByName() throws IOException {
    assertSays("layers is 0", () -> shape(36, 0, 4, 2, 10, 1e4, 1e-5));
    assertSays("hiddenSize is -1", () -> shape(-1, 3, 4, 2, 10, 1e4, 1e-5));
    assertSays("heads · headDim is", () -> shape(36, 3, 1 << 19, 1, 1 << 19, 1e4, 1e-5));
    assertSays("4 heads are no multiple of 3", () -> shape(36, 3, 4, 3, 10, 1e4, 1e-5));
    assertSays("keyValueHeads is 5", () -> shape(36, 3, 4, 5, 10, 1e4, 1e-5));
    assertSays("headDim 9 is odd", () -> shape(36, 3, 4, 2, 9, 1e4, 1e-5));
    assertSays("ropeTheta is NaN", () -> shape(36, 3, 4, 2, 10, Double.NaN, 1e-5));
    assertSays("normEpsilon is 0.0", () -> shape(36, 3, 4, 2, 10, 1e4, 0));
    assertSays("cannot be a gpt2", () -> description(Family.GPT2, true));
    assertSays("no such file", () -> writeFrom(folder.resolve("nowhere")));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertSays("no tokenizer.json", () -> writeFrom(empty));
    Files.copy(tokenizer.resolve("tokenizer.json"), empty.resolve("tokenizer.json"));
    assertSays("does not say which token ends a text", () -> writeFrom(empty));
    Files.writeString(empty.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|x|>\"}");
    assertSays("eos_token \"<|x|>\" is not in its vocabulary", () -> writeFrom(empty));
    Files.writeString(empty.resolve("tokenizer_config.json"), "{\"eos_token\": ");
    assertSays("not valid JSON", () -> writeFrom(empty));
    assertSays("exists already", () -> write("empty", Family.LLAMA, true, 1, DType.F32));
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void refusesWhatTheDiskCannotHold() {
    ModelDescription vast =
        new ModelDescription(
            Family.LLAMA, 1 << 20, 10_000, 1, 1, 1 << 20, 1 << 20, 8, 1e4, 1e-5, true);
    assertSays(
        "kB are free",
        () -> FreshModel.write(vast, tokenizer, 1, folder.resolve("out"), DType.F32));
    assertFalse(Files.exists(folder.resolve("out")));
  }

  private static ModelDescription shape(
      int hidden,
      int layers,
      int heads,
      int keyValueHeads,
      int headDim,
      double theta,
      double epsilon) {
    return new ModelDescription(
        Family.LLAMA, hidden, layers, heads, keyValueHeads, headDim, 52, 64, theta, epsilon, true);
  }

  private void writeFrom(Path tokenizerFolder) {
    FreshModel.write(description(Family.LLAMA, true), tokenizerFolder, 1, folder.resolve("out"));
  }

  private static void assertSays(String expected, Runnable action) {
    PareException e = assertThrows(PareException.class, action::run);
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
