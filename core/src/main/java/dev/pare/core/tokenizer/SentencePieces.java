package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SentencePiece's spaces in a tokenizer file, to and fro: a {@code ▁} for each space, and perhaps
 * one before the text; then the whole text is one word.
 */
final class SentencePieces {
  static final String SPACE = "\u2581";

  private SentencePieces() {}

  /** The parts of a tokenizer file beside its model. */
  static void put(boolean addSpace, Map<String, Object> file) {
    List<Object> normalizers = new ArrayList<>();
    List<Object> decoders = new ArrayList<>();
    if (addSpace) {
      normalizers.add(object("type", "Prepend", "prepend", SPACE));
    }
    normalizers.add(replace(" ", SPACE));
    decoders.add(replace(SPACE, " "));
    decoders.add(object("type", "ByteFallback"));
    decoders.add(object("type", "Fuse"));
    if (addSpace) {
      decoders.add(object("type", "Strip", "content", " ", "start", 1L, "stop", 0L));
    }
    file.put("normalizer", object("type", "Sequence", "normalizers", normalizers));
    file.put("pre_tokenizer", null);
    file.put("decoder", object("type", "Sequence", "decoders", decoders));
  }

  private static Map<String, Object> replace(String pattern, String content) {
    return object("type", "Replace", "pattern", Map.of("String", pattern), "content", content);
  }

  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }

  /**
   * Whether the tokenizer puts a space before the text.
   *
   * @throws PareException if its words are not SentencePiece's
   */
  static boolean addsSpace(TokenizerParts parts) {
    JsonObject model = parts.json().requireObject("model");
    if (!model.bool("byte_fallback").orElse(false) || model.bool("ignore_merges").orElse(false)) {
      throw unknown(parts, "is neither byte-level nor one with byte_fallback");
    }
    List<String> steps = new ArrayList<>();
    parts.json().object("normalizer").ifPresent(json -> normalizers(parts, json, steps));
    for (JsonObject json : PreTokenizerReader.steps(parts.json())) {
      steps.add(preTokenizer(parts, json));
    }
    steps.removeIf(String::isEmpty);
    return switch (String.join(",", steps)) {
      case "prepend,replace", "replace,prepend", "prefixed" -> true;
      case "replace", "replace,split", "plain" -> false;
      case "prepend,replace,split" -> true;
      default -> throw unknown(parts, "has other words than SentencePiece's: " + steps);
    };
  }

  private static void normalizers(TokenizerParts parts, JsonObject json, List<String> steps) {
    String type = json.requireString("type");
    switch (type) {
      case "Sequence" ->
          json.objects("normalizers").forEach(step -> normalizers(parts, step, steps));
      case "Prepend" -> steps.add(json.requireString("prepend").equals(SPACE) ? "prepend" : "?");
      case "Replace" -> {
        boolean spaces =
            json.requireObject("pattern").string("String").orElse("").equals(" ")
                && json.requireString("content").equals(SPACE);
        steps.add(spaces ? "replace" : "?");
      }
      default -> throw unknown(parts, "has the normalizer " + Names.quote(type));
    }
  }

  private static String preTokenizer(TokenizerParts parts, JsonObject json) {
    String type = json.requireString("type");
    if (type.equals("Metaspace")
        && Metaspace.replacement(json) == SPACE.charAt(0)
        && !json.bool("split").orElse(true)) {
      return Metaspace.prepend(json) == Metaspace.Prepend.NEVER ? "plain" : "prefixed";
    }
    if (type.equals("Split")
        && json.requireObject("pattern").string("String").orElse("").equals(" ")) {
      return "split"; // of spaces, of which none is left
    }
    throw unknown(parts, "has the pre-tokenizer " + Names.quote(type));
  }

  private static PareException unknown(TokenizerParts parts, String what) {
    return new PareException(
        parts.source(),
        "the tokenizer " + what + ", which GGUF has no place for",
        "keep the Hugging Face folder");
  }
}
