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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real vocabularies over random and real texts, against Hugging Face's and llama.cpp's ids. */
class RealTokenizerTest {
  private static final int RANDOM_TEXTS = 10_000;

  /** Texts that are compared in whole; of the others, which are many, the beginning. */
  private static final Set<String> IN_WHOLE =
      Set.of("wikitext2", "tinystories", "vicuna80_llmkick");

  private static final int BEGINNING = 4_000;

  /** The id of {@code <0x00>} in the vocabulary of stories260K. */
  private static final int FIRST_BYTE = 3;

  @TempDir Path folder;

  @Test
  void storiesEncodesAndDecodesAsHuggingFaces() throws IOException {
    agree(Shared.require("models/stories260K/tokenizer.json"));
  }

  @Test
  void gpt2EncodesAndDecodesAsHuggingFaces() throws IOException {
    agree(TokenizerFiles.write(folder.resolve("tokenizer.json"), gpt2()));
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

  /** Rows of bytes that are no UTF-8, too. */
  @Test
  void gpt2DecodesAnyIdsAsHuggingFaces() throws IOException {
    Path file = TokenizerFiles.write(folder.resolve("tokenizer.json"), gpt2());
    try (Oracle oracle = new Oracle(file)) {
      Random random = new Random(13);
      for (int i = 0; i < 2_000; i++) {
        int[] ids = random.ints(random.nextInt(20), 0, i % 2 == 0 ? 256 : 50257).toArray();
        oracle.assertDecodesAlike(ids, "random ids");
      }
    }
  }

  /** One U+FFFD for each byte of a character that is broken off. */
  @Test
  void storiesDecodesBrokenCharactersAsHuggingFaces() throws IOException {
    try (Oracle oracle = new Oracle(Shared.require("models/stories260K/tokenizer.json"))) {
      for (String text : List.of("\u00E9", "\u20AC", "\uD83D\uDE00")) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= bytes.length; length++) {
          int[] ids = new int[length + 2];
          ids[0] = 403;
          ids[length + 1] = 407;
          for (int i = 0; i < length; i++) {
            ids[i + 1] = FIRST_BYTE + Byte.toUnsignedInt(bytes[i]);
          }
          oracle.assertDecodesAlike(ids, text);
        }
      }
    }
  }

  @Test
  void manyThreadsGetTheIdsOfOne() throws IOException {
    Tokenizer shared = Tokenizers.inFolder(Shared.require("tokenizers/gpt2"));
    RandomText random = new RandomText(17);
    List<String> texts = Stream.generate(random::next).limit(2_000).toList();
    List<String> alone = texts.stream().map(text -> Arrays.toString(shared.encode(text))).toList();
    Tokenizer fresh = Tokenizers.inFolder(Shared.require("tokenizers/gpt2"));
    assertEquals(
        alone, texts.parallelStream().map(text -> Arrays.toString(fresh.encode(text))).toList());
  }

  private static Map<String, Object> gpt2() throws IOException {
    return TokenizerFiles.gpt2(TokenizerFiles.GPT2_MERGES, Map.of());
  }

  private static void agree(Path file) throws IOException {
    try (Oracle oracle = new Oracle(file)) {
      RandomText random = new RandomText(7);
      for (int i = 0; i < RANDOM_TEXTS; i++) {
        oracle.assertAgree(random.next());
      }
      for (Path text : sharedTexts()) {
        oracle.assertAgree(IN_WHOLE.contains(folder(text)) ? whole(text) : beginning(text));
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

  private static String folder(Path file) {
    return file.getParent().getFileName().toString();
  }

  private static String whole(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    }
  }
}
