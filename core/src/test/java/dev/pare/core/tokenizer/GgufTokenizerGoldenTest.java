package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.gguf.GgufFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids that llama.cpp gives: oracles/gguf_tokenizer_golden.py, and llama.cpp's own pairs. */
class GgufTokenizerGoldenTest {
  private static final JsonObject GOLDEN = golden();

  private static JsonObject golden() {
    try {
      String text = new String(Golden.bytes("gguf/tokenizers.json"), StandardCharsets.UTF_8);
      return Json.readObject("tokenizers.json", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonObject> cases() {
    return GOLDEN.objects("cases");
  }

  private static Map<String, Object> metadata(JsonObject example) {
    String model = example.requireString("model");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put(GgufKeys.MODEL, model);
    GOLDEN
        .requireObject("vocabularies")
        .requireObject(model)
        .values()
        .forEach((key, value) -> metadata.put(GgufKeys.PREFIX + key, stored(key, value)));
    example
        .requireObject("keys")
        .values()
        .forEach((key, value) -> metadata.put(GgufKeys.PREFIX + key, value));
    return metadata;
  }

  private static Object stored(String key, Object value) {
    return switch (key) {
      case "token_type" -> ints(value);
      case "scores" -> {
        List<?> list = (List<?>) value;
        float[] scores = new float[list.size()];
        for (int i = 0; i < scores.length; i++) {
          scores[i] = ((Double) list.get(i)).floatValue();
        }
        yield scores;
      }
      default -> value instanceof Long id ? (Object) id.intValue() : value;
    };
  }

  private static int[] ints(Object list) {
    return ((List<?>) list).stream().mapToInt(n -> ((Long) n).intValue()).toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsWhatLlamaCppReads(JsonObject example) {
    Tokenizer tokenizer = VocabularyFile.tokenizer(metadata(example));
    assertIds(example, tokenizer);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void writesWhatLlamaCppReads(JsonObject example) {
    GgufFile file = VocabularyFile.of(metadata(example));
    Map<String, ByteSource> companions = GgufTokenizer.companions(file, VocabularyFile.ROWS);
    int rows = file.arrays().get(GgufKeys.TOKENS).values().size() + 3;
    Map<String, Object> written = GgufVocabulary.metadata(companions, rows, "model");
    assertEquals(rows, ((List<?>) written.get(GgufKeys.TOKENS)).size());
    assertIds(example, VocabularyFile.tokenizer(written));
  }

  private static void assertIds(JsonObject example, Tokenizer tokenizer) {
    List<String> texts = GOLDEN.strings("texts");
    List<Object> expected = example.list("ids");
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      String shown = example.requireObject("keys").values() + " " + text;
      assertArrayEquals(ints(expected.get(i)), tokenizer.encode(text, true), shown);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "llama-spm"})
  void realVocabulariesGiveTheIdsOfLlamaCpp(String name) throws IOException {
    String path = "tokenizers/ggml-vocab-" + name + ".gguf";
    List<String> texts =
        List.of(
            Files.readString(Shared.require(path + ".inp")).split("\n__ggml_vocab_test__\n", -1));
    List<String> outputs = Files.readAllLines(Shared.require(path + ".out"));
    Path model = Shared.require(path);
    try (GgufFile file = GgufFile.open(model)) {
      Map<String, ByteSource> companions = GgufTokenizer.companions(file, VocabularyFile.ROWS);
      Tokenizer tokenizer = Tokenizers.of(companions, model);
      Map<String, Object> again = GgufVocabulary.metadata(companions, 50_300, model);
      Tokenizer rewritten = VocabularyFile.tokenizer(again);
      for (int i = 0; i < outputs.size(); i++) {
        int[] expected =
            Stream.of(outputs.get(i).split(" "))
                .filter(id -> !id.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        assertArrayEquals(expected, tokenizer.encode(texts.get(i), false), texts.get(i));
        assertArrayEquals(expected, rewritten.encode(texts.get(i), false), texts.get(i));
        assertEquals(texts.get(i), tokenizer.decode(expected, false));
      }
    }
  }

  @Test
  void storiesKeepTheirIdsOnTheWayThroughGguf() throws IOException {
    Path folder = Shared.require("models/stories260K");
    assertSameIds(folder, Tokenizers.inFolder(folder), "tokenizer.json");
  }

  @Test
  void gpt2KeepsItsIdsOnTheWayThroughGguf() throws IOException {
    Path folder = Shared.require("tokenizers/gpt2");
    assertSameIds(folder, Tokenizers.inFolder(folder), "vocab.json", "merges.txt");
  }

  private static void assertSameIds(Path folder, Tokenizer tokenizer, String... files)
      throws IOException {
    Map<String, ByteSource> companions = new LinkedHashMap<>();
    for (String file : files) {
      companions.put(file, ByteSource.of(Files.readAllBytes(folder.resolve(file))));
    }
    Tokenizer through =
        VocabularyFile.tokenizer(
            GgufVocabulary.metadata(companions, tokenizer.vocabularySize(), folder));
    RandomText random = new RandomText(23);
    for (int i = 0; i < 3_000; i++) {
      String text = random.next();
      int[] ids = tokenizer.encode(text, true);
      assertArrayEquals(ids, through.encode(text, true), text);
      assertEquals(tokenizer.decode(ids, true), through.decode(ids, true), text);
    }
  }
}
