package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What all values have in common: truth, length, items, the name of their kind. */
final class Values {
  private Values() {}

  static boolean isTrue(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Long number) {
      return number != 0;
    }
    if (value instanceof Double number) {
      return number != 0;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return !(value instanceof Map<?, ?> map) || !map.isEmpty();
  }

  /** Whether it counts as an integer, as True and False do. */
  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  static long integer(Object value) {
    return value instanceof Boolean truth ? (truth ? 1 : 0) : (Long) value;
  }

  static boolean isNumber(Object value) {
    return isInteger(value) || value instanceof Double;
  }

  static double number(Object value) {
    return value instanceof Double number ? number : (double) integer(value);
  }

  /** The length in characters of Unicode, items or keys; −1 where there is none. */
  static int length(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    if (value instanceof List<?> list) {
      return list.size();
    }
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    return value instanceof Undefined ? 0 : -1;
  }

  static boolean isIterable(Object value) {
    return length(value) >= 0;
  }

  /** What a loop over the value sees; not to be changed. */
  static List<Object> items(Rendering rendering, Object value) {
    if (value instanceof Undefined) {
      return List.of();
    }
    if (value instanceof String text) {
      List<Object> characters = new ArrayList<>();
      rendering.charge(8L * text.length());
      text.codePoints().forEach(c -> characters.add(Character.toString(c)));
      return characters;
    }
    if (value instanceof Map<?, ?> map) {
      rendering.charge(8L * map.size());
      return new ArrayList<>(map.keySet());
    }
    if (value instanceof List<?> list) {
      rendering.charge(list.size());
      return asObjects(list);
    }
    throw rendering.fault(kind(value) + " cannot be looped over");
  }

  @SuppressWarnings("unchecked") // a template's lists hold any value
  static List<Object> asObjects(List<?> list) {
    return (List<Object>) list;
  }

  /** A value that may be the key of a map. */
  static Object key(Rendering rendering, Object key) {
    if (key == null || key instanceof String || isNumber(key)) {
      return key;
    }
    throw rendering.fault(kind(key) + " cannot be the key of a map");
  }

  /** How an error names what a value is. */
  static String kind(Object value) {
    if (value == null) {
      return "none";
    }
    if (value instanceof Undefined undefined) {
      return undefined.what() + ", which is undefined,";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    if (value instanceof Long) {
      return "an integer";
    }
    if (value instanceof Double) {
      return "a float";
    }
    if (value instanceof String) {
      return "text";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value instanceof Map
        ? "a map"
        : value instanceof Namespace ? "a namespace" : "a function";
  }
}
