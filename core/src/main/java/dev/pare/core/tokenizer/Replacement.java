package dev.pare.core.tokenizer;

import dev.pare.core.json.JsonObject;
import java.util.regex.Pattern;

/** Replaces each match of a pattern by the same text. */
final class Replacement implements Normalizer {
  private final Pattern pattern;
  private final String content;

  private Replacement(Pattern pattern, String content) {
    this.pattern = pattern;
    this.content = content;
  }

  static Replacement read(JsonObject json) {
    return new Replacement(Oniguruma.read(json), json.requireString("content"));
  }

  @Override
  public String normalize(String text) {
    Spans matches = Spans.of(pattern);
    matches.reset(text, 0, text.length());
    StringBuilder replaced = null;
    int end = 0;
    while (matches.next()) {
      if (replaced == null) {
        replaced = new StringBuilder(text.length() + 16);
      }
      replaced.append(text, end, matches.start()).append(content);
      end = matches.end();
    }
    return replaced == null ? text : replaced.append(text, end, text.length()).toString();
  }
}
