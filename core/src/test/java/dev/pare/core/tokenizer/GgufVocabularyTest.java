package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufVocabularyTest {
  private static final String BYTE_LEVEL =
      """
      {"added_tokens": [{"id": 5, "content": "<|im_end|>", "special": true},
         {"id": 6, "content": "[PAD8]"}],
       PARTS
       "decoder": {"type": "ByteLevel"},
       "model": {"type": "BPE", SETTINGS "vocab": {"a": 0, "b": 1, "ab": 2, "\u0120": 3, "1": 4},
         "merges": ["a b"]}}
      """;

  private static final String WORDS =
      "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"use_regex\": true}";

  private static Map<String, ByteSource> byteLevel(String parts, String settings) {
    String json = BYTE_LEVEL.replace("PARTS", parts).replace("SETTINGS", settings);
    Map<String, ByteSource> companions = new LinkedHashMap<>();
    companions.put("tokenizer.json", VocabularyFile.bytes(json));
    return companions;
  }

  private static Map<String, ByteSource> gpt2() {
    return byteLevel("\"pre_tokenizer\": " + WORDS + ",", "");
  }

  /** Bytes, and what comes after them. */
  private static Map<String, ByteSource> sentencePiece(String vocabulary, String merges) {
    String bytes =
        IntStream.range(0, 256)
            .mapToObj(b -> "\"%s\": %d".formatted(SymbolTable.byteToken(b), b + 1))
            .collect(Collectors.joining(", "));
    String json =
        """
        {"added_tokens": [{"id": 0, "content": "<unk>", "special": true}],
         "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"},
         "model": {"type": "BPE", "unk_token": "<unk>", "byte_fallback": true,
           "vocab": {"<unk>": 0, BYTES, "a": 257, "b": 258, "c": 259 VOCABULARY},
           "merges": MERGES}}
        """
            .replace("BYTES", bytes)
            .replace("VOCABULARY", vocabulary)
            .replace("MERGES", merges);
    return Map.of("tokenizer.json", VocabularyFile.bytes(json));
  }

  private static Map<String, Object> written(Map<String, ByteSource> companions) {
    return GgufVocabulary.metadata(companions, 300, "model");
  }

  private static void assertRefused(Map<String, ByteSource> companions, int rows, String what) {
    PareException e =
        assertThrows(PareException.class, () -> GgufVocabulary.metadata(companions, rows, "model"));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void emptyRowsBecomeUnusedTokens() {
    Map<String, Object> metadata = GgufVocabulary.metadata(gpt2(), 9, "model");
    assertEquals(
        List.of("a", "b", "ab", "\u0120", "1", "<|im_end|>", "[PAD8]", "[PAD7]", "[PAD8]_"),
        metadata.get(GgufKeys.TOKENS));
    assertArrayEquals(new int[] {1, 1, 1, 1, 1, 3, 4, 5, 5}, (int[]) metadata.get(GgufKeys.TYPES));
    assertEquals(List.of("a b"), metadata.get(GgufKeys.MERGES));
    assertEquals("gpt-2", metadata.get(GgufKeys.PRE));
    assertEquals(false, metadata.get(GgufKeys.ADD_BOS));
    assertFalse(metadata.containsKey(GgufKeys.BOS));
    assertRefused(gpt2(), 6, "7 tokens for an embedding of 6 rows");
  }

  @ParameterizedTest
  @CsvSource({
    "NFC, false, command-r",
    "'', false, smollm",
    "NFKC, false, ",
    "'', true, ",
  })
  void theRuleOfTheWordsHasAName(String normalizer, boolean ignoreMerges, String name) {
    String parts =
        (normalizer.isEmpty() ? "" : "\"normalizer\": {\"type\": \"" + normalizer + "\"},")
            + "\"pre_tokenizer\": {\"type\": \"Sequence\", \"pretokenizers\": ["
            + "{\"type\": \"Digits\", \"individual_digits\": true}, "
            + WORDS
            + "]},";
    Map<String, ByteSource> companions =
        byteLevel(parts, "\"ignore_merges\": " + ignoreMerges + ",");
    if (name == null) {
      assertRefused(companions, 300, "GGUF has no");
    } else {
      assertEquals(name, written(companions).get(GgufKeys.PRE));
    }
  }

  @Test
  void rolesAndTemplatesComeFromTheFilesBeside() {
    Map<String, ByteSource> companions = gpt2();
    String config =
        """
        {"bos_token": {"content": "a"}, "eos_token": "<|im_end|>", "pad_token": "gone",
         "chat_template": [{"name": "default", "template": "old"},
           {"name": "tool_use", "template": "tools"}]}
        """;
    companions.put("tokenizer_config.json", VocabularyFile.bytes(config));
    companions.put(
        "generation_config.json", VocabularyFile.bytes("{\"eos_token_id\": [5, 4, 99]}"));
    companions.put("chat_template.jinja", VocabularyFile.bytes("new"));
    Map<String, Object> metadata = written(companions);
    assertEquals(0, metadata.get(GgufKeys.BOS));
    assertEquals(5, metadata.get(GgufKeys.EOS));
    assertEquals(4, metadata.get(GgufKeys.EOT));
    assertFalse(metadata.containsKey(GgufKeys.PADDING));
    assertEquals("new", metadata.get(GgufKeys.CHAT_TEMPLATE));
    assertEquals("tools", metadata.get(GgufKeys.CHAT_TEMPLATE + ".tool_use"));
    assertEquals(List.of("tool_use"), metadata.get(GgufKeys.CHAT_TEMPLATES));
  }

  @Test
  void rolesAndTemplatesGoThereAgain() {
    Map<String, Object> metadata = written(gpt2());
    metadata.put(GgufKeys.CHAT_TEMPLATE, "main");
    metadata.put(GgufKeys.CHAT_TEMPLATE + ".rag", "other");
    metadata.put(GgufKeys.ADD_BOS, true);
    metadata.put(GgufKeys.BOS, 3);
    metadata.put(GgufKeys.EOS, 1);
    metadata.put(GgufKeys.PADDING, -1);
    Map<String, ByteSource> companions =
        GgufTokenizer.companions(VocabularyFile.of(metadata), VocabularyFile.ROWS);
    JsonObject config = json(companions, "tokenizer_config.json");
    assertEquals("\u0120", config.requireString("bos_token"));
    assertEquals("b", config.requireString("eos_token"));
    assertFalse(config.has("pad_token"));
    assertEquals("other", config.objects("chat_template").get(1).requireString("template"));
    JsonObject generation = json(companions, "generation_config.json");
    assertEquals(List.of(1L, 5L), generation.list("eos_token_id"));
    assertArrayEquals(new int[] {3, 2}, Tokenizers.of(companions, "model.gguf").encode("ab", true));
  }

  private static JsonObject json(Map<String, ByteSource> companions, String name) {
    ByteBuffer bytes = ByteBuffer.allocate((int) companions.get(name).size());
    companions.get(name).read(0, bytes);
    return Json.readObject(name, new String(bytes.array(), StandardCharsets.UTF_8));
  }

  @Test
  void scoresAmountToTheMerges() {
    Map<String, Object> metadata =
        written(
            sentencePiece(
                ", \"ab\": 260, \"bc\": 261, \"abc\": 262",
                "[[\"b\",\"c\"],[\"a\",\"b\"],[\"ab\",\"c\"],[\"a\",\"bc\"]]"));
    float[] scores = (float[]) metadata.get(GgufKeys.SCORES);
    assertArrayEquals(new float[] {-1, 0, -2}, new float[] {scores[260], scores[261], scores[262]});
    Tokenizer tokenizer = VocabularyFile.tokenizer(metadata);
    assertArrayEquals(new int[] {262, 260}, tokenizer.encode("abcab", false));
  }

  @Test
  void mergesThatNoScoresAmountToAreRefused() {
    String tokens = ", \"ab\": 260, \"bc\": 261, \"abc\": 262";
    assertRefused(
        sentencePiece(tokens, "[[\"b\",\"c\"],[\"a\",\"b\"],[\"ab\",\"c\"]]"),
        300,
        "\"abc\" lacks a merge");
    assertRefused(sentencePiece(", \"d\": 260", "[[\"a\",\"b\"]]"), 300, "not in the vocabulary");
  }

  @Test
  void aModelWithoutBytesIsRefused() {
    Map<String, ByteSource> whole = byteLevel("", "");
    assertRefused(whole, 300, "is neither byte-level nor one with byte_fallback");
  }
}
