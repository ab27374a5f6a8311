package dev.pare.cli;

import dev.pare.core.PareException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code --rule PATTERN:KEY=VALUE,...} as a recipe's rule. */
final class RuleOption {
  private RuleOption() {}

  static Map<String, Object> parse(String text) {
    int cut = text.lastIndexOf(':');
    if (cut < 1) {
      throw wrong(text);
    }
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("match", text.substring(0, cut));
    for (String pair : text.substring(cut + 1).split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw wrong(text);
      }
      rule.put(pair.substring(0, equals).strip(), value(pair.substring(equals + 1).strip()));
    }
    return rule;
  }

  private static Object value(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.matches("\\d{1,9}") ? (Object) Long.valueOf(text) : text;
  }

  private static PareException wrong(String text) {
    return new PareException(
        "--rule " + text, "not a rule", "write PATTERN:bits=N,group=G,symmetric=true");
  }
}
