package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;

/** Reads the "model" of a tokenizer file. */
final class BpeReader {
  private final TokenizerFile file;
  private final JsonObject json;

  BpeReader(TokenizerFile file) {
    this.file = file;
    json = file.rest().requireObject("model");
    refuseOthers();
  }

  /**
   * @param byteLevel whether the model is to spell words in {@link ByteAlphabet}
   */
  BpeModel model(boolean byteLevel) {
    TokenTable vocabulary = file.vocabulary();
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
        MergeTable.of(json.source(), vocabulary, file.merges()),
        json.bool("ignore_merges").orElse(false),
        byteLevel);
  }

  private void refuseOthers() {
    String type = json.string("type").orElse("BPE"); // older files do not say
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
  }

  private PareException refused(String what) {
    return new PareException(
        json.source(), what + " is not supported", "take a model with a plain BPE tokenizer");
  }
}
