package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;

/**
 * A token that is found in the text itself, before the model sees it.
 *
 * @param content its text
 * @param singleWord whether it counts only between characters that are no part of a word
 * @param stripLeft whether it takes in the spaces before it
 * @param stripRight whether it takes in the spaces after it
 * @param normalized whether it is looked for after normalization, normalized too
 * @param special whether decoding may skip it
 */
record AddedToken(
    int id,
    String content,
    boolean singleWord,
    boolean stripLeft,
    boolean stripRight,
    boolean normalized,
    boolean special) {

  static AddedToken read(JsonObject json) {
    String content = json.requireString("content");
    if (content.isEmpty()) {
      throw new PareException(json.source(), "an added token has no content", "correct the file");
    }
    boolean special = json.bool("special").orElse(false);
    return new AddedToken(
        json.requireInt("id", 0),
        content,
        json.bool("single_word").orElse(false),
        json.bool("lstrip").orElse(false),
        json.bool("rstrip").orElse(false),
        json.bool("normalized").orElse(!special),
        special);
  }

  static AddedToken special(int id, String content) {
    return new AddedToken(id, content, false, false, false, false, true);
  }
}
