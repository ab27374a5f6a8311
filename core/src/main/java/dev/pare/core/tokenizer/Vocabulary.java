package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Ids and tokens, the added ones included: each id from 0 up names exactly one token. */
final class Vocabulary {
  private final TokenTable model;
  private final Map<String, AddedToken> added = new HashMap<>();
  private final String[] tokens;

  /**
   * @param source what to name in errors
   * @param model the tokens of the model
   * @param added more tokens, or tokens of the model again
   */
  Vocabulary(String source, TokenTable model, List<AddedToken> added) {
    this.model = model;
    int[] largest = {-1};
    model.forEach((token, id) -> largest[0] = Math.max(largest[0], id));
    for (AddedToken token : added) {
      largest[0] = Math.max(largest[0], token.id());
      if (this.added.put(token.content(), token) != null) {
        throw new PareException(source, named(token) + " is added twice", "remove one");
      }
    }
    if (largest[0] >= model.size() + added.size()) {
      throw hole(source, largest[0]);
    }
    tokens = new String[largest[0] + 1];
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
    int inModel = model.id(token.content());
    if (inModel == TokenTable.NONE) {
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

  private static PareException hole(String source, int above) {
    return new PareException(
        source, "the ids have a hole below " + above, "give a token to every id");
  }

  int size() {
    return tokens.length;
  }

  OptionalInt id(String token) {
    AddedToken extra = added.get(token);
    if (extra != null) {
      return OptionalInt.of(extra.id());
    }
    int id = model.id(token);
    return id == TokenTable.NONE ? OptionalInt.empty() : OptionalInt.of(id);
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
