package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The values of {@code tokenizer.ggml.pre} whose rule is certain: llama.cpp's {@code
 * src/llama-vocab.cpp} has them, and the models' own {@code tokenizer.json} the patterns.
 */
final class PreTokenizations {
  private static final String APOSTROPHES = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

  /** The same where the ignoring of case is not trusted. */
  private static final String SPELLED_OUT =
      "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";

  private static final String WORDS = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String SYMBOLS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String GPT2 = PreTokenizerReader.GPT2_PATTERN;
  private static final String DIGIT = "\\p{N}";
  private static final String LLAMA3 = APOSTROPHES + WORDS + "|\\p{N}{1,3}" + SYMBOLS + SPACES;
  private static final String QWEN2 = APOSTROPHES + WORDS + "|\\p{N}" + SYMBOLS + SPACES;
  private static final String QWEN35 =
      APOSTROPHES
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
          + SPACES;
  private static final String SEED_CODER =
      APOSTROPHES + WORDS + "|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+" + SPACES;

  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String BEFORE = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String SYMBOLS_AND_SLASHES = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*";
  private static final String TEKKEN =
      BEFORE
          + (UPPER + "*" + LOWER + "+|")
          + BEFORE
          + (UPPER + "+" + LOWER + "*|\\p{N}")
          + SYMBOLS_AND_SLASHES
          + SPACES;
  private static final String GPT4O =
      BEFORE
          + (UPPER + "*" + LOWER + "+" + APOSTROPHES + "?|")
          + BEFORE
          + (UPPER + "+" + LOWER + "*" + APOSTROPHES + "?|\\p{N}{1,3}")
          + SYMBOLS_AND_SLASHES
          + SPACES;

  private static final String PUNCTUATION = "[\\p{P}\\$\\+<=>\\^~\\|`]+";
  private static final String THREE_DIGITS = "[0-9][0-9][0-9]";
  private static final String BLOOM = " ?[^(\\s|.,!?…。，、।۔،)]+";

  private static final String CJK = "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+";
  private static final String DEEPSEEK3_CJK = "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+";
  private static final String DEEPSEEK3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + SPACES;

  /** Letters that have case, as DeepSeek LLM lists them. */
  private static final String CASED =
      "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ"
          + "-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK"
          + "-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-"
          + "𐳲𑢠-𑣟𞤀-𞥃";

  private static final Map<String, PreTokenization> BY_NAME = new LinkedHashMap<>();

  static {
    add("gpt-2 phi-2 exaone4 gigachat a.x-4.0 mellum trillion granite-docling jais", GPT2);
    addNfc("mpt olmo", GPT2);
    add("smollm starcoder refact codeshell exaone minerva-7b mellum2", DIGIT, GPT2);
    addNfc("command-r", DIGIT, GPT2);
    addIgnoringMerges("llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2", LLAMA3);
    add("dbrx smaug-bpe glm4 chatglm-bpe", LLAMA3);
    addNfc("qwen2 megrez", QWEN2);
    add("stablelm2 deepseek-r1-qwen kormo hunyuan solar-open grok-2", QWEN2);
    add("qwen35", QWEN35);
    addIgnoringMerges("tekken", TEKKEN);
    add("gpt-4o llama4 kanana2 minimax-m2", GPT4O);
    add("seed-coder", SEED_CODER);
    add("falcon", PUNCTUATION, GPT2, THREE_DIGITS);
    add("default", "[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", THREE_DIGITS);
    add("bloom poro-chat gpt3-finnish", BLOOM);
    add("viking", BLOOM, DIGIT);
    add("deepseek-coder", "[\r\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CJK, DIGIT);
    add(
        "deepseek-llm",
        "[\r\n]",
        "\\s?[" + CASED + "]+",
        "\\s?[!-/:-~！-／：-～‘-‟\u3000-。]+",
        "\\s+$",
        CJK,
        "\\p{N}+");
    add("deepseek-v3 hunyuan-dense joyai-llm", "\\p{N}{1,3}", DEEPSEEK3_CJK, DEEPSEEK3);
  }

  /** How the model's own file spells Falcon's rule. */
  private static final List<String> FALCON = List.of(PUNCTUATION, GPT2, "\\p{N}+", THREE_DIGITS);

  private PreTokenizations() {}

  private static void add(String names, String... patterns) {
    add(names, false, false, patterns);
  }

  private static void addNfc(String names, String... patterns) {
    add(names, true, false, patterns);
  }

  private static void addIgnoringMerges(String names, String... patterns) {
    add(names, false, true, patterns);
  }

  private static void add(String names, boolean nfc, boolean ignoreMerges, String... patterns) {
    for (String name : names.split(" ")) {
      PreTokenization rule =
          new PreTokenization(name, nfc, ignoreMerges, ignoreMerges, List.of(patterns));
      BY_NAME.put(name, rule);
    }
  }

  /**
   * @param where what to name in errors
   */
  static PreTokenization named(String where, String name) {
    PreTokenization rule = BY_NAME.get(name);
    if (rule == null) {
      throw new PareException(
          where,
          "the pre-tokenizer " + Names.quote(name) + " is not known",
          "take the model's Hugging Face folder, or a file with one of "
              + String.join(", ", BY_NAME.keySet()));
    }
    return rule;
  }

  /**
   * The rule of a tokenizer file: of those with its patterns the first that agrees in the rest, or
   * else in whether merges are ignored.
   *
   * @param where what to name in errors
   */
  static PreTokenization of(String where, JsonObject file) {
    List<String> patterns = patterns(where, file);
    boolean nfc = isNfc(where, file);
    boolean ignoreMerges = file.requireObject("model").bool("ignore_merges").orElse(false);
    Predicate<PreTokenization> same =
        rule -> rule.patterns().equals(patterns) && rule.ignoreMerges() == ignoreMerges;
    return first(same.and(rule -> rule.nfc() == nfc))
        .or(() -> first(same))
        .orElseThrow(
            () ->
                new PareException(
                    where,
                    "GGUF has no name for its pre-tokenizer "
                        + Names.quote(String.join("  ", patterns))
                        + (ignoreMerges ? " with ignore_merges" : ""),
                    "keep the Hugging Face folder"));
  }

  private static Optional<PreTokenization> first(Predicate<PreTokenization> condition) {
    return BY_NAME.values().stream().filter(condition).findFirst();
  }

  private static List<String> patterns(String where, JsonObject file) {
    List<String> patterns = new ArrayList<>();
    for (JsonObject step : PreTokenizerReader.steps(file)) {
      String type = step.requireString("type");
      switch (type) {
        case "ByteLevel" -> {
          if (step.bool("add_prefix_space").orElse(true)) {
            throw unknown(where, "add_prefix_space");
          }
          if (step.bool("use_regex").orElse(true)) {
            patterns.add(GPT2);
          }
        }
        case "Split" -> patterns.add(pattern(where, step));
        case "Digits" ->
            patterns.add(step.bool("individual_digits").orElse(false) ? DIGIT : "\\p{N}+");
        case "Punctuation" -> {
          if (!step.string("behavior").orElse("Isolated").equals("Contiguous")) {
            throw unknown(where, "isolated punctuation");
          }
          patterns.add(PUNCTUATION);
        }
        default -> throw unknown(where, "the step " + Names.quote(type));
      }
    }
    return patterns.equals(FALCON) ? named(where, "falcon").patterns() : patterns;
  }

  private static String pattern(String where, JsonObject split) {
    boolean invert = split.bool("invert").orElse(false);
    if (!split.requireString("behavior").equals(invert ? "Removed" : "Isolated")) {
      throw unknown(where, "a Split that is not Isolated");
    }
    JsonObject pattern = split.requireObject("pattern");
    return pattern
        .string("Regex")
        .map(PreTokenizations::canonical)
        .orElseGet(() -> Pattern.quote(pattern.requireString("String")));
  }

  /** One spelling for what is written in several ways. */
  private static String canonical(String regex) {
    String known = regex.replace(SPELLED_OUT, APOSTROPHES);
    return known.equals(GPT2.substring(0, GPT2.lastIndexOf('|'))) ? GPT2 : known;
  }

  private static boolean isNfc(String where, JsonObject file) {
    List<String> steps = new ArrayList<>();
    file.object("normalizer").ifPresent(json -> normalizers(json, steps));
    if (!steps.isEmpty() && !steps.equals(List.of("NFC"))) {
      throw unknown(where, "the normalizer " + steps);
    }
    return !steps.isEmpty();
  }

  private static void normalizers(JsonObject json, List<String> steps) {
    String type = json.requireString("type");
    if (type.equals("Sequence")) {
      json.objects("normalizers").forEach(step -> normalizers(step, steps));
    } else {
      steps.add(type);
    }
  }

  private static PareException unknown(String where, String what) {
    return new PareException(
        where,
        "GGUF has no place for " + what + " of its tokenizer",
        "keep the Hugging Face folder");
  }
}
