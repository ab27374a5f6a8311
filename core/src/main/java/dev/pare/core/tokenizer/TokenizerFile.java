package dev.pare.core.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;

/**
 * A {@code tokenizer.json} as it is read: the vocabulary and the merges, of which there can be
 * hundreds of thousands, in compact tables; all the rest as a tree.
 */
final class TokenizerFile {
  private final String source;
  private final JsonObject rest;
  private TokenTable vocabulary;
  private PairList merges;

  /**
   * @param source what to name in errors
   */
  TokenizerFile(String source, InputStream in) {
    this.source = source;
    rest = Json.readObject(source, in, this::take);
  }

  JsonObject rest() {
    return rest;
  }

  TokenTable vocabulary() {
    return require(vocabulary, "vocab");
  }

  PairList merges() {
    return require(merges, "merges");
  }

  private <T> T require(T value, String key) {
    if (value == null) {
      throw new PareException(
          source, "the model has no table \"" + key + "\"", "take a model with a BPE tokenizer");
    }
    return value;
  }

  private boolean take(String key, JsonParser parser) throws IOException {
    JsonToken begin = parser.currentToken();
    if (key.equals("vocab") && begin == JsonToken.START_OBJECT && isAt("/model/vocab", parser)) {
      readVocabulary(parser);
      return true;
    }
    if (key.equals("merges") && begin == JsonToken.START_ARRAY && isAt("/model/merges", parser)) {
      readMerges(parser);
      return true;
    }
    return false;
  }

  private static boolean isAt(String path, JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString().equals(path);
  }

  private void readVocabulary(JsonParser parser) throws IOException {
    vocabulary = new TokenTable();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String token = parser.currentName();
      parser.nextToken();
      expect(parser, JsonToken.VALUE_NUMBER_INT, "\"" + token + "\" has no integer id");
      long id = parser.getLongValue();
      if (id < 0 || id > Integer.MAX_VALUE) {
        throw new PareException(source, "\"" + token + "\" has the id " + id, "correct the file");
      }
      vocabulary.add(token, (int) id);
    }
  }

  private void readMerges(JsonParser parser) throws IOException {
    merges = new PairList();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        readHalf(parser);
        readHalf(parser);
        parser.nextToken();
        expect(parser, JsonToken.END_ARRAY, notTwo());
      } else {
        expect(parser, JsonToken.VALUE_STRING, notTwo());
        int from = parser.getTextOffset();
        if (!merges.addLine(parser.getTextCharacters(), from, from + parser.getTextLength())) {
          throw new PareException(source, notTwo(), "correct the file");
        }
      }
    }
  }

  private void readHalf(JsonParser parser) throws IOException {
    parser.nextToken();
    expect(parser, JsonToken.VALUE_STRING, notTwo());
    int from = parser.getTextOffset();
    merges.add(parser.getTextCharacters(), from, from + parser.getTextLength());
  }

  private String notTwo() {
    return "merge " + merges.size() + " is not one of two tokens";
  }

  private void expect(JsonParser parser, JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw new PareException(source, what, "correct the file");
    }
  }
}
