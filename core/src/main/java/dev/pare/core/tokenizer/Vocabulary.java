package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Ids and tokens: the model's from 0 up without a hole, then the added ones in their order, which
 * is how Hugging Face's library numbers them whatever the file says. A file that says otherwise is
 * refused.
 */
final class Vocabulary {
  private final String source;
  private final TokenTable model;
  private final Map<String, AddedToken> added = new HashMap<>();
  private final String[] tokens;
  private int size;

  /**
   * @param source what to name in errors
   * @param model the tokens of the model
   * @param added more tokens, or tokens of the model again
   */
  Vocabulary(String source, TokenTable model, List<AddedToken> added) {
    this.source = source;
    this.model = model;
    String[] all = new String[model.size() + added.size()];
    model.forEach((token, id) -> put(all, token, id));
    size = model.size();
    added.forEach(token -> add(all, token));
    tokens = Arrays.copyOf(all, size);
  }

  private void put(String[] all, String token, int id) {
    if (id >= model.size()) {
      throw refused("\"" + token + "\" has the id " + id + ", but a smaller one has no token");
    }
    if (all[id] != null) {
      throw refused("the id " + id + " is both \"" + all[id] + "\" and \"" + token + "\"");
    }
    all[id] = token;
  }

  private void add(String[] all, AddedToken token) {
    if (added.put(token.content(), token) != null) {
      throw refused("the token \"" + token.content() + "\" is added twice");
    }
    int inModel = model.id(token.content());
    int expected = inModel == TokenTable.NONE ? size++ : inModel;
    if (token.id() != expected) {
      throw refused(
          "the added token \""
              + token.content()
              + "\" has the id "
              + token.id()
              + ", not "
              + expected);
    }
    all[expected] = token.content();
  }

  private PareException refused(String what) {
    return new PareException(source, what, "give each token its own id, without a hole");
  }

  int size() {
    return size;
  }

  OptionalInt id(String token) {
    AddedToken extra = added.get(token);
    int id = extra == null ? model.id(token) : extra.id();
    return id == TokenTable.NONE ? OptionalInt.empty() : OptionalInt.of(id);
  }

  String token(int id) {
    if (id < 0 || id >= size) {
      throw new IllegalArgumentException("no token has the id " + id);
    }
    return tokens[id];
  }

  boolean isSpecial(int id) {
    AddedToken token = added.get(token(id));
    return token != null && token.special();
  }
}
