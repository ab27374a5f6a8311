package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;

/** Reads the "model" of a tokenizer file. */
final class BpeReader {
  private final JsonObject json;
  private final TokenTable vocabulary;

  BpeReader(JsonObject json) {
    this.json = json;
    String type = json.string("type").orElse(json.has("merges") ? "BPE" : "without a type");
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
    vocabulary = vocabulary(json.requireObject("vocab"));
  }

  TokenTable vocabulary() {
    return vocabulary;
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
        vocabulary, symbols, merges(), json.bool("ignore_merges").orElse(false), byteLevel);
  }

  static TokenTable vocabulary(JsonObject json) {
    TokenTable ids = new TokenTable(json.keys().size());
    json.keys().forEach(token -> ids.add(token, json.requireInt(token, 0)));
    return ids;
  }

  private MergeTable merges() {
    List<Object> list = json.list("merges");
    MergeTable merges = new MergeTable(list.size());
    for (Object merge : list) {
      if (merge instanceof String line) {
        int space = line.indexOf(' ');
        if (space < 0 || line.indexOf(' ', space + 1) >= 0) {
          throw malformed(merge);
        }
        add(merges, line.substring(0, space), line.substring(space + 1));
      } else if (merge instanceof List<?> pair
          && pair.size() == 2
          && pair.get(0) instanceof String left
          && pair.get(1) instanceof String right) {
        add(merges, left, right);
      } else {
        throw malformed(merge);
      }
    }
    return merges;
  }

  private void add(MergeTable merges, String left, String right) {
    int product = vocabulary.idOfJoined(left, right);
    merges.add(id(left), id(right), product == TokenTable.NONE ? id(left + right) : product);
  }

  private int id(String token) {
    int id = vocabulary.id(token);
    if (id == TokenTable.NONE) {
      throw new PareException(
          json.source(), "\"" + token + "\" is used but not in the vocabulary", "correct the file");
    }
    return id;
  }

  private PareException malformed(Object merge) {
    return new PareException(json.source(), merge + " is not a merge of two", "correct the file");
  }

  private PareException refused(String what) {
    return new PareException(
        json.source(), what + " is not supported", "take a model with a plain BPE tokenizer");
  }
}
