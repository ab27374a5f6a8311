package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tokenizer.Split.Behaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Reads the "pre_tokenizer" of a tokenizer file.
 *
 * <p>A ByteLevel step rewrites text in {@link ByteAlphabet}. As the last step it leaves that to the
 * model, which does it without a copy: {@link #endsInBytes}.
 */
final class PreTokenizerReader {
  static final String GPT2_PATTERN =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final Pattern GPT2 = Oniguruma.compile("ByteLevel", GPT2_PATTERN);

  /** The words of GPT-2. */
  static final PreTokenizer GPT2_WORDS = new Split(() -> Spans.of(GPT2), Behaviour.ISOLATED, false);

  private static final Pattern WORDS =
      Pattern.compile("\\w+|[^\\w\\s]+", Pattern.UNICODE_CHARACTER_CLASS);

  /** The text as one word. */
  private static final PreTokenizer WHOLE = next -> next;

  private static final PreTokenizer SPACE_BEFORE =
      next ->
          (text, from, to, first) -> {
            if (text.charAt(from) == ' ') {
              next.accept(text, from, to, first);
            } else {
              String spaced = " " + text.substring(from, to);
              next.accept(spaced, 0, spaced.length(), first);
            }
          };

  private static final PreTokenizer BYTES =
      next ->
          (text, from, to, first) -> {
            String spelled = ByteAlphabet.spell(text, from, to);
            next.accept(spelled, 0, spelled.length(), first);
          };

  private final PreTokenizer preTokenizer;
  private final boolean endsInBytes;

  PreTokenizerReader(JsonObject file) {
    List<JsonObject> steps = steps(file);
    endsInBytes =
        !steps.isEmpty() && steps.get(steps.size() - 1).requireString("type").equals("ByteLevel");
    PreTokenizer all = WHOLE;
    for (int i = 0; i < steps.size(); i++) {
      all = all.then(read(steps.get(i), i == steps.size() - 1));
    }
    preTokenizer = all;
  }

  PreTokenizer preTokenizer() {
    return preTokenizer;
  }

  /** Whether the words are still plain text, whose bytes the model is to spell. */
  boolean endsInBytes() {
    return endsInBytes;
  }

  /** The steps of the "pre_tokenizer" of a file, those within others too. */
  static List<JsonObject> steps(JsonObject file) {
    List<JsonObject> steps = new ArrayList<>();
    file.object("pre_tokenizer").ifPresent(json -> flatten(json, steps));
    return steps;
  }

  private static void flatten(JsonObject json, List<JsonObject> steps) {
    if (json.requireString("type").equals("Sequence")) {
      json.objects("pretokenizers").forEach(step -> flatten(step, steps));
    } else {
      steps.add(json);
    }
  }

  private static PreTokenizer read(JsonObject json, boolean last) {
    String type = json.requireString("type");
    return switch (type) {
      case "ByteLevel" -> last ? byteLevel(json) : byteLevel(json).then(BYTES);
      case "Split" -> split(json);
      case "Metaspace" -> Metaspace.read(json);
      case "Digits" ->
          codePoints(
              Unicode::isNumeric,
              json.bool("individual_digits").orElse(false)
                  ? Behaviour.ISOLATED
                  : Behaviour.CONTIGUOUS);
      case "Punctuation" ->
          codePoints(
              Unicode::isPunctuation, behaviour(json, json.string("behavior").orElse("Isolated")));
      case "Whitespace" -> new Split(() -> Spans.of(WORDS), Behaviour.REMOVED, true);
      case "WhitespaceSplit" -> codePoints(Unicode::isSpace, Behaviour.REMOVED);
      default ->
          throw new PareException(
              json.source(),
              "the pre-tokenizer " + type + " is not supported",
              "take a model whose tokenizer uses Sequence, ByteLevel, Split, Metaspace, Digits,"
                  + " Punctuation, Whitespace or WhitespaceSplit");
    };
  }

  private static PreTokenizer byteLevel(JsonObject json) {
    PreTokenizer prefix = json.bool("add_prefix_space").orElse(true) ? SPACE_BEFORE : WHOLE;
    return json.bool("use_regex").orElse(true) ? prefix.then(GPT2_WORDS) : prefix;
  }

  private static PreTokenizer split(JsonObject json) {
    Pattern pattern = Oniguruma.read(json);
    return new Split(
        () -> Spans.of(pattern),
        behaviour(json, json.requireString("behavior")),
        json.bool("invert").orElse(false));
  }

  private static PreTokenizer codePoints(IntPredicate delimiter, Behaviour behaviour) {
    return new Split(() -> Spans.of(delimiter), behaviour, false);
  }

  private static Behaviour behaviour(JsonObject json, String name) {
    return switch (name) {
      case "Removed" -> Behaviour.REMOVED;
      case "Isolated" -> Behaviour.ISOLATED;
      case "Contiguous" -> Behaviour.CONTIGUOUS;
      case "MergedWithPrevious" -> Behaviour.MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> Behaviour.MERGED_WITH_NEXT;
      default ->
          throw new PareException(
              json.source(),
              "the behavior is \"" + name + "\"",
              "give Removed, Isolated, Contiguous, MergedWithPrevious or MergedWithNext");
    };
  }
}
