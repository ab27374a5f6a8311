package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.testing.Shared;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A small tokenizer whose ids were computed by hand, and what can be wrong with its file. */
class TokenizerJsonTest {
  private static final int MUTATIONS = 20_000;
  private static final String TINY = TestResources.text("tiny.json");

  private final Tokenizer tokenizer = read(TINY);

  @ParameterizedTest
  @MethodSource("examples")
  void encodesAsByHand(String text, int[] ids) {
    assertArrayEquals(ids, tokenizer.encode(text, false));
  }

  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of("", new int[] {}),
        Arguments.of("abc", new int[] {1, 8}), // b+c, then a+bc: the rank decides, not the place
        Arguments.of("ab", new int[] {12}),
        Arguments.of("a", new int[] {7}),
        Arguments.of("ab ab", new int[] {12, 12}),
        Arguments.of("ab \t ab", new int[] {12, 12}),
        Arguments.of("a1b", new int[] {7, 11, 3}),
        Arguments.of("\u00E9", new int[] {1, 9, 10}),
        Arguments.of("e\u0301", new int[] {1, 9, 10}),
        Arguments.of("zz", new int[] {1, 0}),
        Arguments.of("\uD800", new int[] {1, 0}), // a lone surrogate is U+FFFD
        Arguments.of("<s>a", new int[] {13, 2}),
        Arguments.of("a [x] b", new int[] {7, 14, 1, 3}),
        Arguments.of("a[x]b", new int[] {7, 0, 3}));
  }

  @Test
  void addsItsStartToken() {
    assertArrayEquals(new int[] {13, 7}, tokenizer.encode("a"));
    assertArrayEquals(new int[] {13}, tokenizer.encode(""));
  }

  @Test
  void decodes() {
    assertEquals("a ab", tokenizer.decode(new int[] {13, 7, 12}, true));
    assertEquals("<s> a ab", tokenizer.decode(new int[] {13, 7, 12}, false));
    assertEquals("\u00E9", tokenizer.decode(new int[] {1, 9, 10}, true));
    assertEquals("\uFFFDa", tokenizer.decode(new int[] {9, 2}, true));
    assertEquals("", tokenizer.decode(new int[] {}, true));
  }

  @Test
  void streamsTextAsItsBytesAreComplete() {
    StreamingDecoder stream = tokenizer.streamingDecoder(true);
    assertEquals("", stream.accept(13));
    assertEquals("a", stream.accept(7));
    assertEquals("", stream.accept(9));
    assertEquals("\u00E9", stream.accept(10));
    assertEquals("", stream.accept(9));
    assertEquals("\uFFFD", stream.finish());
  }

  @Test
  void stripsBothEndsWhileStreaming() {
    Tokenizer stripping =
        read(TINY.replace("\"start\": 1, \"stop\": 0", "\"start\": 1, \"stop\": 2"));
    StreamingDecoder stream = stripping.streamingDecoder(true);
    int[] ids = {1, 1, 2, 1, 2, 1, 1, 1};
    StringBuilder text = new StringBuilder();
    Arrays.stream(ids).forEach(id -> text.append(stream.accept(id)));
    assertEquals(" a a ", text.toString()); // two spaces are held back
    assertEquals("", stream.finish());
    assertEquals(" a a ", stripping.decode(ids, true));
  }

  @Test
  void namesItsTokens() {
    assertEquals(15, tokenizer.vocabularySize());
    assertEquals(OptionalInt.of(8), tokenizer.id("abc"));
    assertEquals(OptionalInt.of(14), tokenizer.id("[x]"));
    assertEquals(OptionalInt.empty(), tokenizer.id("abcd"));
    assertEquals("\u2581ab", tokenizer.token(12));
    assertTrue(tokenizer.isSpecial(13));
    assertFalse(tokenizer.isSpecial(14));
    assertFalse(tokenizer.isSpecial(2));
  }

  @Test
  void refusesIdsThatItDoesNotHave() {
    assertThrows(IllegalArgumentException.class, () -> tokenizer.token(15));
    assertThrows(IllegalArgumentException.class, () -> tokenizer.decode(new int[] {-1}, true));
  }

  @ParameterizedTest
  @MethodSource({"liesInTheModel", "liesAroundTheModel"})
  void refusesByName(String original, String lie, String complaint) {
    assertTrue(TINY.contains(original), original);
    String message =
        assertThrows(PareException.class, () -> read(TINY.replace(original, lie))).getMessage();
    assertTrue(message.startsWith("tiny.json") && message.contains(complaint), message);
    assertEquals(1, message.lines().count());
  }

  static Stream<Arguments> liesInTheModel() {
    return Stream.of(
        Arguments.of("\"model\": {", "\"muddle\": {", "\"model\" is missing"),
        Arguments.of("\"type\": \"BPE\"", "\"type\": \"WordPiece\"", "WordPiece is not supported"),
        Arguments.of("\"type\": \"BPE\"", "\"type\": \"Unigram\"", "Unigram is not supported"),
        Arguments.of("\"dropout\": null", "\"dropout\": 0.1", "dropout is not supported"),
        Arguments.of(
            "\"end_of_word_suffix\": null",
            "\"end_of_word_suffix\": \"</w>\"",
            "end_of_word_suffix is not supported"),
        Arguments.of("\"vocab\": {", "\"words\": {", "the model has no table \"vocab\""),
        Arguments.of("\"a\": 2,", "\"d\": 2,", "\"a\" is used but not in the vocabulary"),
        Arguments.of("\"a bc\"", "\"ab a\"", "\"aba\" is used but not in the vocabulary"),
        Arguments.of("\"a bc\"", "\"abc\"", "merge 3 is not one of two tokens"),
        Arguments.of("[\"\u2581\", \"ab\"]", "[\"\u2581\"]", "merge 2 is not one of two tokens"),
        Arguments.of("\"c\": 4", "\"c\": 3", "the id 3 is both"),
        Arguments.of("\"c\": 4", "\"c\": 400", "but a smaller one has no token"),
        Arguments.of("\"id\": 14", "\"id\": 15", "has the id 15, not 14"),
        Arguments.of("\"c\": 4", "\"c\": -4", "\"c\" has the id -4"),
        Arguments.of("\"c\": 4", "\"c\": 4.5", "\"c\" has no integer id"),
        Arguments.of("\"c\": 4", "\"c\": 99999999999", "\"c\" has the id 99999999999"),
        Arguments.of("\"c\": 4", "\"a\": 4", "Duplicate field 'a'"),
        Arguments.of(
            "\"id\": 0, \"content\": \"<unk>\"",
            "\"id\": 1, \"content\": \"<unk>\"",
            "has the id 1, not 0"),
        Arguments.of("\"content\": \"[x]\"", "\"content\": \"<s>\"", "is added twice"),
        Arguments.of("\"content\": \"[x]\"", "\"content\": \"\"", "has no content"),
        Arguments.of("\"unk_token\": \"<unk>\"", "\"unk_token\": \"?\"", "\"?\" is used but"));
  }

  static Stream<Arguments> liesAroundTheModel() {
    return Stream.of(
        Arguments.of("\"ids\": [13]", "\"ids\": [99]", "99 is not the id of a token"),
        Arguments.of("\"Sequence\": {\"id\": \"A\"", "\"Sequence\": {\"id\": \"B\"", "sequence A"),
        Arguments.of(
            "\"type\": \"NFC\"",
            "\"type\": \"Precompiled\"",
            "the normalizer Precompiled is not supported"),
        Arguments.of(
            "\"type\": \"Split\"",
            "\"type\": \"BertPreTokenizer\"",
            "the pre-tokenizer BertPreTokenizer is not supported"),
        Arguments.of("\"Isolated\"", "\"Isolation\"", "the behavior is \"Isolation\""),
        Arguments.of("\"first\"", "\"last\"", "the prepend_scheme is \"last\""),
        Arguments.of(
            "\"type\": \"Fuse\"",
            "\"type\": \"WordPiece\"",
            "the decoder WordPiece is not supported"),
        Arguments.of("\"TemplateProcessing\"", "\"Other\"", "the post-processor Other"),
        Arguments.of("\"\\\\d\"", "\"(\"", "the pattern ( is not supported"),
        Arguments.of("\"\\\\d\"", "\"\\\\p{Nothing}\"", "is not supported"),
        Arguments.of("\"\\\\d\"", "\"[[:alpha:]]\"", "a POSIX bracket"),
        Arguments.of("\"\\\\d\"", "\"(?i)\\\\p{Lu}\"", "caseless Lu"),
        Arguments.of("\"\\\\d\"", "\"" + "(".repeat(20_000) + "\"", "is not supported"),
        Arguments.of("\"pair\": []", "\"pair\": " + "[".repeat(5_000), "not valid JSON"),
        Arguments.of("\"truncation\": null", "\"truncation\": tru", "not valid JSON"));
  }

  @Test
  void namesAMissingFile() {
    Path missing = Path.of("no", "tokenizer.json");
    String message =
        assertThrows(PareException.class, () -> TokenizerJson.read(missing)).getMessage();
    assertTrue(message.startsWith(missing + ": no such file"), message);
  }

  /** A Unigram vocabulary is an array; the model's type is what matters. */
  @Test
  void refusesUnigramByItsType() {
    String unigram = "{\"model\": {\"vocab\": [[\"a\", -1.5]], \"type\": \"Unigram\"}}";
    String message = assertThrows(PareException.class, () -> read(unigram)).getMessage();
    assertTrue(message.contains("Unigram is not supported"), message);
  }

  @Test
  void refusesWordPieceByItsType() {
    Path bert = Shared.require("tokenizers/minilm-bert-uncased-tokenizer.json");
    String message = assertThrows(PareException.class, () -> TokenizerJson.read(bert)).getMessage();
    assertTrue(message.contains("WordPiece is not supported"), message);
  }

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < TINY.stripTrailing().length(); length++) {
      String truncated = TINY.substring(0, length);
      assertThrows(PareException.class, () -> read(truncated));
    }
  }

  /** Whatever a file says, it is refused in one line or works. */
  @Test
  void survivesMutations() {
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String mutated = mutate(random);
      try {
        Tokenizer survivor = read(mutated);
        int[] ids = survivor.encode("<s>ab [x] a1\u00E9\n\uD83D\uDE00");
        Arrays.stream(ids).forEach(survivor.streamingDecoder(true)::accept);
      } catch (PareException e) {
        assertEquals(1, e.getMessage().lines().count(), mutated);
        refused++;
      }
    }
    assertTrue(refused > MUTATIONS / 2 && refused < MUTATIONS, refused + " refused");
  }

  /** Deletes, doubles or overwrites a part, or puts another part of the file there. */
  private static String mutate(Random random) {
    StringBuilder json = new StringBuilder(TINY);
    for (int i = random.nextInt(2); i >= 0; i--) {
      int from = random.nextInt(json.length());
      int to = Math.min(json.length(), from + 1 + random.nextInt(12));
      int other = random.nextInt(TINY.length() - 12);
      switch (random.nextInt(5)) {
        case 0 -> json.delete(from, to);
        case 1 -> json.insert(from, json.substring(from, to));
        case 2 -> json.setCharAt(from, (char) (' ' + random.nextInt(95)));
        case 3 -> json.replace(from, to, TINY.substring(other, other + to - from));
        default -> replaceDigit(json, random);
      }
    }
    return json.toString();
  }

  private static void replaceDigit(StringBuilder json, Random random) {
    int from = random.nextInt(json.length());
    for (int i = from; i < json.length(); i++) {
      if (Character.isDigit(json.charAt(i))) {
        json.setCharAt(i, (char) ('0' + random.nextInt(10)));
        return;
      }
    }
  }

  private static Tokenizer read(String json) {
    return TokenizerJson.read(
        "tiny.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
