package dev.pare.train.bpe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
  private static final String END = BpeSettings.END_OF_TEXT;

  @TempDir Path folder;

  private static BpeSettings settings(int size, long minFrequency, String... special) {
    return new BpeSettings(size, minFrequency, "gpt-2", List.of(special), true);
  }

  @Test
  void mergesWhatIsMostFrequentAndOfEqualsTheSmallestIds() {
    Bpe bpe = BpeTrainer.train(List.of("ab", "ab", "cd", "cd", "xab"), settings(400, 1, END));
    assertEquals(
        List.of(new Bpe.Merge("a", "b"), new Bpe.Merge("c", "d"), new Bpe.Merge("x", "ab")),
        bpe.merges());
    assertEquals(257 + 3, bpe.size());
    assertEquals(List.of("ab", "cd", "xab"), bpe.tokens().subList(257, 260));
  }

  /** Beside the definition, word by word: count all pairs, merge one, count again. */
  @RepeatedTest(40)
  void mergesAsTheDefinitionSays(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    String letters = "aab cé".substring(0, 2 + random.nextInt(5));
    List<String> texts =
        IntStream.range(0, 1 + random.nextInt(30))
            .mapToObj(
                i ->
                    IntStream.range(0, 1 + random.nextInt(40))
                        .mapToObj(j -> "" + letters.charAt(random.nextInt(letters.length())))
                        .collect(Collectors.joining()))
            .toList();
    BpeSettings settings = settings(258 + random.nextInt(80), 1 + random.nextInt(3), END);
    assertEquals(
        new PlainBpe(texts, settings).merges(), BpeTrainer.train(texts, settings).merges());
  }

  @Test
  void isTheSameInAnyOrderOfTheTexts() {
    Random random = new Random(3);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      texts.add(Integer.toString(random.nextInt(1 << 20), 5) + " " + random.nextInt(500));
    }
    Map<String, String> once = files(texts);
    Collections.shuffle(texts, random);
    assertEquals(once, files(texts));
  }

  private static Map<String, String> files(List<String> texts) {
    return new TreeMap<>(new BpeFiles(BpeTrainer.train(texts, BpeSettings.of(500))).texts());
  }

  @Test
  void writesAFolderThatTokenizes() throws IOException {
    Path target = folder.resolve("tokenizer");
    Bpe bpe = BpeTrainer.train(List.of("low lower lowest low"), settings(300, 1, END, "<|x|>"));
    bpe.write(target);
    Tokenizer tokenizer = Tokenizers.inFolder(target);
    assertEquals(bpe.size(), tokenizer.vocabularySize());
    int[] ids = tokenizer.encode("lower<|x|>\u0000 low" + END, false);
    assertEquals("lower<|x|>\u0000 low" + END, tokenizer.decode(ids, false));
    assertEquals("lower\u0000 low", tokenizer.decode(ids, true));
    assertEquals(0, ids[ids.length - 1]);
    assertEquals(List.of("tokenizer.json", "tokenizer_config.json"), names(target));
    String before = Files.readString(target.resolve("tokenizer.json"));
    assertSays("exists already", () -> bpe.write(target));
    assertEquals(before, Files.readString(target.resolve("tokenizer.json")));
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** What ends a text stands before every text too. */
  @Test
  void textsBeginAfterTheTokenThatEndsThem() {
    for (boolean first : new boolean[] {true, false}) {
      BpeSettings settings = new BpeSettings(300, 1, "gpt-2", List.of(END, "<|x|>"), first);
      Bpe bpe = BpeTrainer.train(List.of("low lower"), settings);
      Tokenizer tokenizer = bpe.tokenizer();
      int[] bare = tokenizer.encode("low lower", false);
      int end = tokenizer.id(END).orElseThrow();
      assertEquals(first ? 0 : bpe.size() - 2, end);
      assertArrayEquals(
          IntStream.concat(IntStream.of(end), IntStream.of(bare)).toArray(),
          tokenizer.encode("low lower", true));
      assertArrayEquals(new int[] {end}, tokenizer.encode("", true));
    }
  }

  @Test
  void mergesNothingThatIsSpelledLikeASpecialToken() {
    Bpe bpe = BpeTrainer.train(List.of("the the they"), settings(300, 1, "the", END));
    assertEquals(1, Collections.frequency(bpe.tokens(), "the"));
    assertTrue(bpe.merges().contains(new Bpe.Merge("h", "e")));
    assertFalse(bpe.merges().contains(new Bpe.Merge("t", "he")));
    assertArrayEquals(new int[] {0}, bpe.tokenizer().encode("the", false));
  }

  @Test
  void countsALoneSurrogateAsTheReplacementCharacter() {
    Bpe bpe = BpeTrainer.train(List.of("\ud800\ud800"), settings(300, 1, END));
    assertArrayEquals(bpe.tokenizer().encode("\ufffd"), bpe.tokenizer().encode("\udc00"));
    assertEquals(1, bpe.tokenizer().encode("\ufffd\ufffd", false).length);
  }

  /** A word of a megabyte costs no more than words that add up to one. */
  @Test
  void takesOneEndlessWord() {
    Random random = new Random(1);
    String word =
        random
            .ints(1 << 20, 'a', 'z' + 1)
            .mapToObj(c -> "" + (char) c)
            .collect(Collectors.joining());
    Bpe bpe = BpeTrainer.train(List.of(word, "a".repeat(1 << 20)), settings(2000, 2, END));
    assertEquals(2000, bpe.size());
  }

  @Test
  void stopsWhereTheTextHasNoMorePairs() {
    Bpe bpe = BpeTrainer.train(List.of("abc abc"), settings(5000, 1, END));
    assertEquals(257 + 3, bpe.size());
    assertEquals(bpe.size(), bpe.tokenizer().vocabularySize());
  }

  @Test
  void refusesByName() {
    assertSays("there is no text", () -> BpeTrainer.train(List.of(), BpeSettings.of(300)));
    assertSays("there is no text", () -> BpeTrainer.train(List.of("", ""), BpeSettings.of(300)));
    assertSays("a size of 256 is not from 257", () -> BpeSettings.of(256));
    assertSays("a size of 2147483647 is not", () -> BpeSettings.of(Integer.MAX_VALUE));
    assertSays("minFrequency is 0", () -> settings(300, 0, END));
    assertSays("has no special token", () -> settings(300, 1));
    assertSays("is there twice", () -> settings(300, 1, END, END));
    assertSays("spells a byte", () -> settings(300, 1, "a"));
    assertSays("is blank", () -> settings(300, 1, " "));
    assertSays(
        "pre-tokenizer \"gpt-9\" is not known",
        () -> new BpeSettings(300, 1, "gpt-9", List.of(END), true));
    assertSays(
        "unknown key \"size\"",
        () -> BpeSettings.read(new JsonObject("recipe", Map.of("size", 3L))));
    assertSays(
        "\"vocabularySize\" is missing",
        () -> BpeSettings.read(new JsonObject("recipe", Map.of())));
  }

  @Test
  void refusesMoreWordsThanMemoryHolds() {
    WordCounts words = new WordCounts(1 << 20);
    assertSays(
        "different words are more than 1 MB",
        () -> IntStream.range(0, 10_000).forEach(i -> words.accept("word" + i)));
    WordCounts one = new WordCounts(1 << 20);
    IntStream.range(0, 10_000).forEach(i -> one.accept("word"));
  }

  private static void assertSays(String expected, Runnable action) {
    PareException e = assertThrows(PareException.class, action::run);
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
