package dev.pare.core.tokenizer;

import dev.pare.core.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each part that a tokenizer file may have, against Hugging Face's on random texts. */
class TokenizerVariantsTest {
  /** A part of GPT-2's, so that each variant loads fast. */
  private static final int MERGES = 4_000;

  private static final int TEXTS = 1_000;
  private static final int TEXTS_PER_PATTERN = 400;

  @TempDir Path folder;

  /** The lines of variants.jsonl: a vocabulary, and the parts of the file to replace. */
  @ParameterizedTest
  @MethodSource("variants")
  void agreesWithHuggingFaces(Variant variant) throws IOException {
    agrees(variant, TEXTS, text -> true);
  }

  static Stream<Variant> variants() {
    return TestResources.text("variants.jsonl")
        .lines()
        .map(line -> Json.readObject("variants.jsonl", line))
        .map(
            json ->
                new Variant(
                    json.requireString("name"),
                    json.requireString("base"),
                    json.requireObject("parts").values()));
  }

  /** The lines of patterns.txt, and what may become of a match. */
  @ParameterizedTest
  @MethodSource("patterns")
  void splitsAsHuggingFaces(Variant variant) throws IOException {
    agrees(variant, TEXTS_PER_PATTERN, text -> true);
  }

  static Stream<Variant> patterns() {
    Stream<Variant> behaviours =
        Stream.of("Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous")
            .flatMap(
                behaviour ->
                    Stream.of(true, false)
                        .map(invert -> pattern("[\\s\\p{P}]", behaviour, invert)));
    return Stream.concat(
        behaviours,
        TestResources.text("patterns.txt").lines().map(line -> pattern(line, "Isolated", false)));
  }

  /** Only the marks of Unicode 9 and before: Hugging Face's table has no later ones. */
  @Test
  void stripsAccentsAsHuggingFaces() throws IOException {
    agrees(
        new Variant("no accents", "stories", Map.of("normalizer", Map.of("type", "StripAccents"))),
        TEXTS,
        text -> text.codePoints().noneMatch(c -> Unicode.isMark(c) && c > 0x36F));
  }

  private void agrees(Variant variant, int texts, Predicate<String> comparable) throws IOException {
    Map<String, Object> json =
        variant.base.equals("gpt2")
            ? TokenizerFiles.gpt2(MERGES, variant.parts)
            : TokenizerFiles.stories(variant.parts);
    Path file = TokenizerFiles.write(folder.resolve("tokenizer.json"), json);
    RandomText random = new RandomText(variant.name.hashCode());
    try (Oracle oracle = new Oracle(file)) {
      oracle.assertAgree("");
      Stream.generate(random::next).filter(comparable).limit(texts).forEach(oracle::assertAgree);
    }
  }

  /** Cut at the pattern, and then with a mark before each piece, so that every cut shows. */
  private static Variant pattern(String regex, String behaviour, boolean invert) {
    Map<String, Object> split =
        Map.of(
            "type",
            "Split",
            "pattern",
            Map.of("Regex", regex),
            "behavior",
            behaviour,
            "invert",
            invert);
    Map<String, Object> mark = Map.of("type", "Metaspace", "replacement", "\u2581", "split", false);
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("normalizer", null);
    parts.put("pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", List.of(split, mark)));
    return new Variant(regex + " " + behaviour + (invert ? " inverted" : ""), "stories", parts);
  }

  /** A file, as what is changed in a known one. */
  record Variant(String name, String base, Map<String, Object> parts) {
    @Override
    public String toString() {
      return name;
    }
  }
}
