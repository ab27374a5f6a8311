package dev.pare.core.chat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Equality, order and membership as in Python. */
final class Compare {
  private Compare() {}

  static boolean apply(Rendering rendering, String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> equal(rendering, left, right);
      case "!=" -> !equal(rendering, left, right);
      case "in" -> contains(rendering, right, left);
      case "not in" -> !contains(rendering, right, left);
      case "<" -> order(rendering, left, right) < 0;
      case "<=" -> order(rendering, left, right) <= 0;
      case ">" -> order(rendering, left, right) > 0;
      default -> order(rendering, left, right) >= 0;
    };
  }

  static boolean equal(Rendering rendering, Object left, Object right) {
    return equal(rendering, left, right, 0);
  }

  private static boolean equal(Rendering rendering, Object left, Object right, int level) {
    rendering.charge(1);
    rendering.checkNesting(level);
    if (left instanceof String a && right instanceof String b) {
      rendering.charge(Math.min(a.length(), b.length()) / 16);
      return a.equals(b);
    }
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return !isNaN(left) && !isNaN(right) && compareNumbers(left, right) == 0;
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      if (a.size() != b.size() || (a instanceof Tuple) != (b instanceof Tuple)) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!equal(rendering, a.get(i), b.get(i), level + 1)) {
          return false;
        }
      }
      return true;
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return equalMaps(rendering, a, b, level);
    }
    return left instanceof Undefined ? right instanceof Undefined : left == right;
  }

  private static boolean equalMaps(Rendering rendering, Map<?, ?> a, Map<?, ?> b, int level) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object key = entry.getKey();
      if (!b.containsKey(key) || !equal(rendering, entry.getValue(), b.get(key), level + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNaN(Object value) {
    return value instanceof Double number && number.isNaN();
  }

  /** Exact, with NaN above all. */
  private static int compareNumbers(Object left, Object right) {
    if (Values.isInteger(left) && Values.isInteger(right)) {
      return Long.compare(Values.integer(left), Values.integer(right));
    }
    double a = Values.number(left);
    double b = Values.number(right);
    if ((left instanceof Double && right instanceof Double) || !isFinite(a) || !isFinite(b)) {
      return a == b ? 0 : Double.compare(a, b); // −0 equals 0
    }
    return exact(left).compareTo(exact(right));
  }

  private static boolean isFinite(double value) {
    return !Double.isNaN(value) && !Double.isInfinite(value);
  }

  private static BigDecimal exact(Object value) {
    return value instanceof Double number
        ? new BigDecimal(number)
        : BigDecimal.valueOf(Values.integer(value));
  }

  static int order(Rendering rendering, Object left, Object right) {
    return order(rendering, left, right, 0);
  }

  private static int order(Rendering rendering, Object left, Object right, int level) {
    rendering.charge(1);
    rendering.checkNesting(level);
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return compareNumbers(left, right);
    }
    if (left instanceof String a && right instanceof String b) {
      rendering.charge(Math.min(a.length(), b.length()) / 4);
      return byCodePoint(a, b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
        int order = order(rendering, a.get(i), b.get(i), level + 1);
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(a.size(), b.size());
    }
    throw rendering.fault(
        Values.kind(left) + " and " + Values.kind(right) + " have no order between them");
  }

  private static int byCodePoint(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == a.length() || i == b.length()) {
      return Integer.compare(a.length(), b.length());
    }
    boolean surrogates = Character.isSurrogate(a.charAt(i)) != Character.isSurrogate(b.charAt(i));
    int order = Character.compare(a.charAt(i), b.charAt(i));
    return surrogates ? (Character.isSurrogate(a.charAt(i)) ? 1 : -1) : order;
  }

  static boolean contains(Rendering rendering, Object container, Object item) {
    if (container instanceof String text) {
      if (item instanceof String part) {
        return TextSearch.find(rendering, text, part, 0) >= 0;
      }
      throw rendering.fault(Values.kind(item) + " cannot be looked for in text");
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(Values.key(rendering, item));
    }
    for (Object candidate : Values.items(rendering, container)) {
      if (equal(rendering, candidate, item)) {
        return true;
      }
    }
    return false;
  }
}
