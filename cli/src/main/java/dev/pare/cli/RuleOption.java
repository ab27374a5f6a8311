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
      throw wrong("--rule " + text, "rule", "PATTERN:");
    }
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("match", text.substring(0, cut));
    if (!putPairs(text.substring(cut + 1), rule)) {
      throw wrong("--rule " + text, "rule", "PATTERN:");
    }
    return rule;
  }

  /** {@code --choice KEY=VALUE,...} as one of a recipe's choices. */
  static Map<String, Object> parseChoice(String text) {
    Map<String, Object> choice = new LinkedHashMap<>();
    if (!putPairs(text, choice)) {
      throw wrong("--choice " + text, "choice", "");
    }
    return choice;
  }

  /**
   * @return false if there is something else than pairs
   */
  private static boolean putPairs(String text, Map<String, Object> into) {
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        return false;
      }
      into.put(pair.substring(0, equals).strip(), value(pair.substring(equals + 1).strip()));
    }
    return true;
  }

  private static Object value(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.matches("\\d{1,9}") ? (Object) Long.valueOf(text) : text;
  }

  private static PareException wrong(String where, String what, String first) {
    return new PareException(
        where, "not a " + what, "write " + first + "bits=N,group=G,symmetric=true");
  }
}
