package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real vocabularies over random and real texts, against Hugging Face's and llama.cpp's ids. */
class RealTokenizerTest {
  private static final int RANDOM_TEXTS = 10_000;
  private static final int BEGINNING = 4_000;

  @TempDir Path folder;

  @Test
  void storiesEncodesAndDecodesAsHuggingFaces() throws IOException {
    agree(Shared.require("models/stories260K/tokenizer.json"));
  }

  @Test
  void gpt2EncodesAndDecodesAsHuggingFaces() throws IOException {
    agree(
        TokenizerFiles.write(
            folder.resolve("tokenizer.json"),
            TokenizerFiles.gpt2(TokenizerFiles.GPT2_MERGES, Map.of())));
  }

  @Test
  void storiesGivesTheIdsOfTheModelsAuthors() {
    Tokenizer tokenizer = Tokenizers.inFolder(Shared.require("models/stories260K"));
    JsonObject expected = Json.readObject(Shared.require("models/stories260K/expected.json"));
    for (JsonObject example : expected.objects("encode")) {
      int[] ids = example.list("ids").stream().mapToInt(id -> ((Long) id).intValue()).toArray();
      assertArrayEquals(ids, tokenizer.encode(example.requireString("text")));
    }
  }

  @Test
  void gpt2sOlderFilesGiveTheIdsOfLlamaCpp() throws IOException {
    Tokenizer tokenizer = Tokenizers.inFolder(Shared.require("tokenizers/gpt2"));
    String texts = Files.readString(Shared.require("tokenizers/ggml-vocab-gpt-2.gguf.inp"));
    List<String> inputs = List.of(texts.split("\n__ggml_vocab_test__\n", -1));
    List<String> outputs =
        Files.readAllLines(Shared.require("tokenizers/ggml-vocab-gpt-2.gguf.out"));
    assertEquals(outputs.size(), inputs.size() - 1);
    for (int i = 0; i < outputs.size(); i++) {
      int[] expected =
          Stream.of(outputs.get(i).split(" "))
              .filter(id -> !id.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      assertArrayEquals(expected, tokenizer.encode(inputs.get(i)), "input " + i);
    }
    assertEquals(50257, tokenizer.vocabularySize());
    assertArrayEquals(new int[] {50256}, tokenizer.encode("<|endoftext|>"));
  }

  private static void agree(Path file) throws IOException {
    try (Oracle oracle = new Oracle(file)) {
      RandomText random = new RandomText(7);
      for (int i = 0; i < RANDOM_TEXTS; i++) {
        oracle.assertAgree(random.next());
      }
      for (Path text : sharedTexts()) {
        oracle.assertAgree(beginning(text));
      }
    }
  }

  private static List<Path> sharedTexts() throws IOException {
    try (Stream<Path> data = Files.walk(Shared.require("data"));
        Stream<Path> tokenizers = Files.walk(Shared.require("tokenizers"))) {
      return Stream.concat(data, tokenizers)
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".gguf"))
          .toList();
    }
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    }
  }
}
