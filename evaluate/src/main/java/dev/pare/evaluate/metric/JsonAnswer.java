package dev.pare.evaluate.metric;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pare.core.json.Json;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Is an answer JSON? */
final class JsonAnswer {
  private static final Pattern FENCED =
      Pattern.compile("```(?:json|JSON)?\\h*\\R(.*)\\R```", Pattern.DOTALL);

  private JsonAnswer() {}

  /** Whether it is one object or array and nothing else, but for a Markdown fence around it. */
  static boolean isJson(String answer) {
    String stripped = answer.strip();
    Matcher fenced = FENCED.matcher(stripped);
    try (JsonParser json =
        Json.factory().createParser(fenced.matches() ? fenced.group(1) : stripped)) {
      JsonToken first = json.nextToken();
      if (first == null || !first.isStructStart()) {
        return false;
      }
      json.skipChildren();
      return json.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
