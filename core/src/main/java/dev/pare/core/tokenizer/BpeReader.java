package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;

/** Reads the "model" of a tokenizer file. */
final class BpeReader {
  private BpeReader() {}

  /**
   * @param byteLevel whether the model is to spell words in {@link ByteAlphabet}
   */
  static BpeModel read(TokenizerParts parts, boolean byteLevel) {
    JsonObject json = parts.json().requireObject("model");
    TokenTable vocabulary = parts.model();
    SymbolTable symbols =
        new SymbolTable(
            vocabulary,
            json.string("unk_token")
                .map(token -> vocabulary.require(json.source(), token))
                .orElse(SymbolTable.NONE),
            json.bool("fuse_unk").orElse(false),
            json.bool("byte_fallback").orElse(false));
    return new BpeModel(
        vocabulary,
        symbols,
        MergeTable.of(json.source(), vocabulary, parts.merges()),
        json.bool("ignore_merges").orElse(false),
        byteLevel);
  }

  /** Refuses any model but a plain BPE, by name. */
  static void requirePlain(JsonObject json) {
    String type = json.string("type").orElse("BPE"); // older files do not say
    if (!type.equals("BPE")) {
      throw refused(json, "the tokenizer model " + type);
    }
    if (json.number("dropout").orElse(0.0) != 0) {
      throw refused(json, "dropout");
    }
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!json.string(affix).orElse("").isEmpty()) {
        throw refused(json, affix);
      }
    }
  }

  private static PareException refused(JsonObject json, String what) {
    return new PareException(
        json.source(), what + " is not supported", "take a model with a plain BPE tokenizer");
  }
}
