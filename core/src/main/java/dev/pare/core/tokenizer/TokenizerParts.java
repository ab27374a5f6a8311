package dev.pare.core.tokenizer;

import dev.pare.core.json.JsonObject;
import java.io.InputStream;
import java.util.List;

/**
 * A tokenizer file read and checked, but not put together.
 *
 * @param source what to name in errors
 * @param json all but the vocabulary and the merges
 * @param model the tokens of the model
 * @param added more tokens, or tokens of the model again
 * @param vocabulary both
 */
record TokenizerParts(
    String source,
    JsonObject json,
    TokenTable model,
    PairList merges,
    List<AddedToken> added,
    Vocabulary vocabulary) {

  static TokenizerParts read(String source, InputStream tokenizerJson) {
    TokenizerFile file = new TokenizerFile(source, tokenizerJson);
    BpeReader.requirePlain(file.rest().requireObject("model"));
    List<AddedToken> added =
        file.rest().objects("added_tokens").stream().map(AddedToken::read).toList();
    return of(source, file.rest(), file.vocabulary(), file.merges(), added);
  }

  static TokenizerParts of(
      String source, JsonObject json, TokenTable model, PairList merges, List<AddedToken> added) {
    Vocabulary vocabulary = new Vocabulary(source, model, added);
    return new TokenizerParts(source, json, model, merges, added, vocabulary);
  }
}
