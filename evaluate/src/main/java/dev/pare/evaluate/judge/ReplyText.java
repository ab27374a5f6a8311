package dev.pare.evaluate.judge;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A judge's reply without what it thought aloud. */
final class ReplyText {
  private static final Pattern FLAT_OBJECT = Pattern.compile("\\{[^{}]*+}");
  private static final String THOUGHT = "<think>";
  private static final String THOUGHT_ENDS = "</think>";

  private final String text;

  ReplyText(String reply) {
    int end = reply.lastIndexOf(THOUGHT_ENDS);
    String said = end < 0 ? reply : reply.substring(end + THOUGHT_ENDS.length());
    text = said.contains(THOUGHT) ? said.substring(0, said.indexOf(THOUGHT)) : said;
  }

  String text() {
    return text;
  }

  /** Whether it ends within JSON, so that its last number may lack digits. */
  boolean isCut() {
    return text.lastIndexOf('{') > text.lastIndexOf('}');
  }

  List<MatchResult> all(Pattern pattern) {
    return pattern.matcher(text).results().toList();
  }

  /** The innermost JSON objects in it, whatever stands around them; keys in lower case. */
  List<Map<String, Object>> objects() {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (MatchResult found : all(FLAT_OBJECT)) {
      try {
        Map<String, Object> lower = new TreeMap<>();
        Json.readObject("reply", found.group())
            .values()
            .forEach((key, value) -> lower.put(key.toLowerCase(Locale.ROOT).strip(), value));
        objects.add(lower);
      } catch (PareException e) {
        // braces, and no JSON
      }
    }
    return objects;
  }

  /** What several places say, if they say the same. */
  static <T> Optional<T> agreed(Set<T> said) {
    return said.size() == 1 ? said.stream().findFirst() : Optional.empty();
  }
}
