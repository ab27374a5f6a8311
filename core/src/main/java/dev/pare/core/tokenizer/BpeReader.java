package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;

/** Reads the "model" of a tokenizer file. */
final class BpeReader {
  private final JsonObject json;
  private final TokenTable vocabulary;
  private final PairList merges;

  BpeReader(JsonObject json, TokenizerFile file) {
    this.json = json;
    String type = json.string("type").orElse("BPE");
    if (!type.equals("BPE")) {
      throw refused("the tokenizer model " + type);
    }
    if (json.number("dropout").orElse(0.0) != 0) {
      throw refused("dropout");
    }
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!json.string(affix).orElse("").isEmpty()) {
        throw refused(affix);
      }
    }
    vocabulary = file.vocabulary();
    merges = file.merges();
  }

  /**
   * @param byteLevel whether the model is to spell words in {@link ByteAlphabet}
   */
  BpeModel model(boolean byteLevel) {
    int unknown = json.string("unk_token").map(this::id).orElse(SymbolTable.NONE);
    SymbolTable symbols =
        new SymbolTable(
            vocabulary,
            unknown,
            json.bool("fuse_unk").orElse(false),
            json.bool("byte_fallback").orElse(false));
    return new BpeModel(
        vocabulary,
        symbols,
        MergeTable.of(json.source(), vocabulary, merges),
        json.bool("ignore_merges").orElse(false),
        byteLevel);
  }

  private int id(String token) {
    return vocabulary.require(json.source(), token.toCharArray(), 0, token.length());
  }

  private PareException refused(String what) {
    return new PareException(
        json.source(), what + " is not supported", "take a model with a plain BPE tokenizer");
  }
}
