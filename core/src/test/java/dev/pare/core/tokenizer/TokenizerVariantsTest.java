package dev.pare.core.tokenizer;

import static dev.pare.core.tokenizer.TokenizerFiles.added;

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

  private static final int NEXT_ID = 256 + MERGES;
  private static final int TEXTS = 1_000;
  private static final int TEXTS_PER_PATTERN = 400;
  private static final String LLAMA3 =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String CL100K =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s*[\\r\\n]|\\s+(?!\\S)|\\s++";
  private static final String O200K =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
          + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s+";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource({"gpt2Variants", "storiesVariants", "patterns", "addedTokens"})
  void agreesWithHuggingFaces(Variant variant) throws IOException {
    agrees(variant, text -> true);
  }

  /** Only the marks of Unicode 9 and before: Hugging Face's table has no later ones. */
  @Test
  void stripsAccentsAsHuggingFaces() throws IOException {
    agrees(
        stories("no accents", "normalizer", Map.of("type", "StripAccents")),
        text -> text.codePoints().noneMatch(c -> Unicode.isMark(c) && c > 0x36F));
  }

  private void agrees(Variant variant, Predicate<String> comparable) throws IOException {
    Map<String, Object> json =
        variant.gpt2
            ? TokenizerFiles.gpt2(MERGES, variant.parts)
            : TokenizerFiles.stories(variant.parts);
    Path file = TokenizerFiles.write(folder.resolve("tokenizer.json"), json);
    RandomText random = new RandomText(variant.name.hashCode());
    try (Oracle oracle = new Oracle(file)) {
      oracle.assertAgree("");
      Stream.generate(random::next)
          .filter(comparable)
          .limit(variant.texts)
          .forEach(oracle::assertAgree);
    }
  }

  static Stream<Variant> gpt2Variants() {
    Map<String, Object> bytes = byteLevel(false, false);
    Map<String, Object> falcon =
        sequence(
            Map.of("type", "Punctuation", "behavior", "Contiguous"),
            byteLevel(false, true),
            Map.of("type", "Digits", "individual_digits", false),
            split("[0-9][0-9][0-9]", "Isolated", false));
    Map<String, Object> roberta =
        Map.of(
            "type",
            "RobertaProcessing",
            "cls",
            List.of("!", 0),
            "sep",
            List.of("\"", 1),
            "trim_offsets",
            true,
            "add_prefix_space",
            true);
    Map<String, Object> bert =
        Map.of("type", "BertProcessing", "cls", List.of("!", 0), "sep", List.of("\"", 1));
    return Stream.of(
        gpt2(
            "Llama 3",
            "pre_tokenizer",
            sequence(split(LLAMA3, "Isolated", false), bytes),
            "model.ignore_merges",
            true),
        gpt2(
            "Llama 3, merges kept",
            "pre_tokenizer",
            sequence(split(LLAMA3, "Isolated", false), bytes)),
        gpt2(
            "Qwen 2",
            "normalizer",
            Map.of("type", "NFC"),
            "pre_tokenizer",
            sequence(split(LLAMA3, "Isolated", false), bytes)),
        gpt2("GPT-4", "pre_tokenizer", sequence(split(CL100K, "Removed", true), bytes)),
        gpt2("GPT-4o", "pre_tokenizer", sequence(split(O200K, "Isolated", false), bytes)),
        gpt2(
            "SmolLM 2",
            "pre_tokenizer",
            sequence(Map.of("type", "Digits", "individual_digits", true), byteLevel(false, true))),
        gpt2("Falcon", "pre_tokenizer", falcon),
        gpt2("prefix space", "pre_tokenizer", byteLevel(true, true)),
        gpt2("prefix space, no pattern", "pre_tokenizer", byteLevel(true, false)),
        gpt2("whitespace", "pre_tokenizer", sequence(Map.of("type", "Whitespace"), bytes)),
        gpt2(
            "whitespace split",
            "pre_tokenizer",
            sequence(Map.of("type", "WhitespaceSplit"), bytes)),
        gpt2("punctuation", "pre_tokenizer", sequence(Map.of("type", "Punctuation"), bytes)),
        gpt2(
            "digits",
            "pre_tokenizer",
            sequence(Map.of("type", "Digits", "individual_digits", false), bytes)),
        gpt2("NFD", "normalizer", Map.of("type", "NFD")),
        gpt2("NFKC", "normalizer", Map.of("type", "NFKC")),
        gpt2(
            "NFKD, lower case",
            "normalizer",
            normalizers(Map.of("type", "NFKD"), Map.of("type", "Lowercase"))),
        gpt2(
            "stripped",
            "normalizer",
            Map.of("type", "Strip", "strip_left", true, "strip_right", true)),
        gpt2(
            "stripped left",
            "normalizer",
            Map.of("type", "Strip", "strip_left", true, "strip_right", false)),
        gpt2("replaced pattern", "normalizer", replace(Map.of("Regex", "\\s{2,}|\\d"), " $1\\ ")),
        gpt2("no decoder", "decoder", null),
        gpt2("Roberta", "post_processor", roberta),
        gpt2(
            "Bert in sequence",
            "post_processor",
            Map.of("type", "Sequence", "processors", List.of(byteLevel(true, true), bert))));
  }

  static Stream<Variant> storiesVariants() {
    Map<String, Object> spaces = replace(Map.of("String", " "), "\u2581");
    Map<String, Object> back = replace(Map.of("String", "\u2581"), " ");
    return Stream.of(
        stories(
            "Gemma",
            "normalizer",
            spaces,
            "pre_tokenizer",
            split(Map.of("String", " "), "MergedWithPrevious", false),
            "decoder",
            decoders(back, Map.of("type", "ByteFallback"), Map.of("type", "Fuse"))),
        stories("Mistral", "normalizer", null, "pre_tokenizer", metaspace("first", false)),
        stories(
            "metaspace",
            "normalizer",
            null,
            "pre_tokenizer",
            metaspace("always", true),
            "decoder",
            metaspace("always", true)),
        stories(
            "metaspace first",
            "normalizer",
            null,
            "pre_tokenizer",
            metaspace("first", true),
            "decoder",
            metaspace("first", true)),
        stories(
            "metaspace never",
            "normalizer",
            null,
            "pre_tokenizer",
            metaspace("never", true),
            "decoder",
            metaspace("never", true)),
        stories(
            "older metaspace",
            "normalizer",
            null,
            "pre_tokenizer",
            Map.of(
                "type",
                "Metaspace",
                "replacement",
                "\u2581",
                "str_rep",
                "\u2581",
                "add_prefix_space",
                true)),
        stories(
            "first after a split",
            "normalizer",
            null,
            "pre_tokenizer",
            sequence(split("\\n", "Isolated", false), metaspace("first", false))),
        stories("no byte fallback", "model.byte_fallback", false),
        stories(
            "no byte fallback, unknowns apart",
            "model.byte_fallback",
            false,
            "model.fuse_unk",
            false),
        stories("unknowns dropped", "model.byte_fallback", false, "model.unk_token", null),
        stories(
            "merges ignored",
            "model.ignore_merges",
            true,
            "pre_tokenizer",
            metaspace("never", true)),
        stories(
            "stripped on both sides",
            "decoder",
            decoders(
                back,
                Map.of("type", "ByteFallback"),
                Map.of("type", "Fuse"),
                Map.of("type", "Strip", "content", " ", "start", 2, "stop", 0))),
        stories(
            "replaced when fused",
            "decoder",
            decoders(
                Map.of("type", "ByteFallback"),
                Map.of("type", "Fuse"),
                replace(Map.of("Regex", "\u2581+t|e$"), "<$0>"))));
  }

  static Stream<Variant> patterns() {
    Stream<Variant> behaviours =
        Stream.of("Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous")
            .flatMap(
                behaviour ->
                    Stream.of(true, false)
                        .map(invert -> pattern("[\\s\\p{P}]", behaviour, invert)));
    Stream<Variant> syntax =
        Stream.of(
                "\\w+",
                "\\W",
                "\\h",
                "[\\h_]+",
                "\\v",
                "\\d",
                "\\D+",
                "\\S+",
                "(?m:a.b|.$)",
                "$",
                "^",
                ".",
                "\\p{Han}",
                "\\p{^L}+",
                "\\P{^Lu}",
                "\\p{Greek}|\\p{Arabic}",
                "x*",
                "\\b",
                "(?<=[a-z])(?=[A-Z])",
                "[a-z&&[^e]]",
                "(?i)THE|[k-m]",
                "x(?i:k|t(?-i)h)e|s",
                "[^\\W_]",
                "\\B",
                "\\Z",
                "\\R",
                "\\p{Space}",
                "\\p{Upper}",
                "\\p{Lower}",
                "\\p{Digit}",
                "\\p{Cntrl}",
                "\\p{Blank}",
                "[^\\w\\s]")
            .map(regex -> pattern(regex, "Isolated", false));
    return Stream.concat(behaviours, syntax);
  }

  static Stream<Variant> addedTokens() {
    List<Map<String, Object>> tokens =
        List.of(
            added(NEXT_ID, "<|endoftext|>", Map.of("special", true, "lstrip", true)),
            added(NEXT_ID + 1, "tool", Map.of("single_word", true)),
            added(NEXT_ID + 2, "<s>", Map.of("special", true, "rstrip", true)),
            added(NEXT_ID + 3, "<s><s>", Map.of("lstrip", true, "rstrip", true)),
            added(1169, "the", Map.of("normalized", true)),
            added(NEXT_ID + 4, "THE t", Map.of("normalized", true, "single_word", true)),
            added(165, "\u00E9", Map.of("normalized", true, "rstrip", true)),
            added(NEXT_ID + 5, "\n\n", Map.of("lstrip", true)));
    return Stream.of(
        gpt2("added tokens", "added_tokens", tokens),
        gpt2(
            "added tokens, lower case",
            "added_tokens",
            tokens,
            "normalizer",
            normalizers(Map.of("type", "Lowercase"), Map.of("type", "NFD"))),
        gpt2(
            "added tokens, prepended",
            "added_tokens",
            tokens,
            "normalizer",
            Map.of("type", "Prepend", "prepend", "t")));
  }

  /** Cut at the pattern, and then with a mark before each piece, so that every cut shows. */
  private static Variant pattern(String regex, String behaviour, boolean invert) {
    return new Variant(
        regex + " " + behaviour + (invert ? " inverted" : ""),
        false,
        TEXTS_PER_PATTERN,
        parts(
            "normalizer",
            null,
            "pre_tokenizer",
            sequence(split(regex, behaviour, invert), metaspace("always", false))));
  }

  private static Map<String, Object> byteLevel(boolean prefix, boolean regex) {
    return Map.of(
        "type", "ByteLevel", "add_prefix_space", prefix, "trim_offsets", true, "use_regex", regex);
  }

  private static Map<String, Object> split(String regex, String behaviour, boolean invert) {
    return split(Map.of("Regex", regex), behaviour, invert);
  }

  private static Map<String, Object> split(
      Map<String, Object> pattern, String behaviour, boolean invert) {
    return Map.of("type", "Split", "pattern", pattern, "behavior", behaviour, "invert", invert);
  }

  private static Map<String, Object> metaspace(String scheme, boolean split) {
    return Map.of(
        "type", "Metaspace", "replacement", "\u2581", "prepend_scheme", scheme, "split", split);
  }

  private static Map<String, Object> replace(Map<String, Object> pattern, String content) {
    return Map.of("type", "Replace", "pattern", pattern, "content", content);
  }

  private static Map<String, Object> sequence(Object... steps) {
    return Map.of("type", "Sequence", "pretokenizers", List.of(steps));
  }

  private static Map<String, Object> normalizers(Object... steps) {
    return Map.of("type", "Sequence", "normalizers", List.of(steps));
  }

  private static Map<String, Object> decoders(Object... steps) {
    return Map.of("type", "Sequence", "decoders", List.of(steps));
  }

  private static Variant gpt2(String name, Object... keysAndValues) {
    return new Variant(name, true, TEXTS, parts(keysAndValues));
  }

  private static Variant stories(String name, Object... keysAndValues) {
    return new Variant(name, false, TEXTS, parts(keysAndValues));
  }

  private static Map<String, Object> parts(Object... keysAndValues) {
    Map<String, Object> parts = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      parts.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return parts;
  }

  /** A file and what is changed in it. */
  record Variant(String name, boolean gpt2, int texts, Map<String, Object> parts) {
    @Override
    public String toString() {
      return name;
    }
  }
}
