package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Ids and tokens, the added ones included: each id from 0 up names exactly one token. */
final class Vocabulary {
  private final Map<String, Integer> model;
  private final Map<String, AddedToken> added = new HashMap<>();
  private final String[] tokens;

  /**
   * @param source what to name in errors
   * @param model the tokens of the model
   * @param added more tokens, or tokens of the model again
   */
  Vocabulary(String source, Map<String, Integer> model, List<AddedToken> added) {
    this.model = model;
    int largest = -1;
    for (int id : model.values()) {
      largest = Math.max(largest, id);
    }
    for (AddedToken token : added) {
      largest = Math.max(largest, token.id());
      if (this.added.put(token.content(), token) != null) {
        throw new PareException(source, named(token) + " is added twice", "remove one");
      }
    }
    if (largest >= model.size() + added.size()) {
      throw hole(source, largest);
    }
    tokens = new String[largest + 1];
    model.forEach((token, id) -> put(source, token, id));
    added.forEach(token -> putAdded(source, token));
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id] == null) {
        throw hole(source, id);
      }
    }
  }

  private void put(String source, String token, int id) {
    if (tokens[id] != null) {
      throw new PareException(
          source,
          "the id " + id + " is both \"" + tokens[id] + "\" and \"" + token + "\"",
          "give each token its own id");
    }
    tokens[id] = token;
  }

  private void putAdded(String source, AddedToken token) {
    Integer inModel = model.get(token.content());
    if (inModel == null) {
      put(source, token.content(), token.id());
    } else if (inModel != token.id()) {
      throw new PareException(
          source,
          named(token) + " has the id " + token.id() + ", but the model has it as " + inModel,
          "give it one id");
    }
  }

  private static String named(AddedToken token) {
    return "the token \"" + token.content() + "\"";
  }

  private static PareException hole(String source, int id) {
    return new PareException(
        source,
        "the ids have a hole: no token for every id up to " + id,
        "complete the vocabulary");
  }

  int size() {
    return tokens.length;
  }

  OptionalInt id(String token) {
    AddedToken extra = added.get(token);
    if (extra != null) {
      return OptionalInt.of(extra.id());
    }
    Integer id = model.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  String token(int id) {
    if (id < 0 || id >= tokens.length) {
      throw new IllegalArgumentException("no token has the id " + id);
    }
    return tokens[id];
  }

  boolean isSpecial(int id) {
    AddedToken token = added.get(token(id));
    return token != null && token.special();
  }
}
