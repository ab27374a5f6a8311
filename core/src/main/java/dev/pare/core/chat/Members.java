package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code value.name} and {@code value[key]}. Only what stands here can be reached. */
final class Members {
  private Members() {}

  /** A method, else an item of that name. */
  static Object attribute(Rendering rendering, Object value, String name) {
    Object method = method(value, name);
    if (method != null) {
      return method;
    }
    if (value instanceof Map<?, ?> map && map.containsKey(name)) {
      return map.get(name);
    }
    return other(rendering, value, name);
  }

  /** An item, else a method of that name. */
  static Object item(Rendering rendering, Object value, Object key) {
    if (value instanceof Map<?, ?> map && !(key instanceof Undefined)) {
      Object checked = Values.key(rendering, key);
      if (map.containsKey(checked)) {
        return map.get(checked);
      }
    }
    if (key instanceof String name) {
      Object method = method(value, name);
      return method != null ? method : other(rendering, value, name);
    }
    if (value instanceof Undefined undefined) {
      throw unreachable(rendering, undefined);
    }
    if (Values.isInteger(key) && value instanceof List<?> list) {
      int index = index(Values.integer(key), list.size());
      return index < 0 ? missing(key) : list.get(index);
    }
    if (Values.isInteger(key) && value instanceof String text) {
      return character(rendering, text, key);
    }
    return missing(key);
  }

  private static Object character(Rendering rendering, String text, Object key) {
    rendering.charge(text.length() / 8);
    int length = text.codePointCount(0, text.length());
    int index = index(Values.integer(key), length);
    if (index < 0) {
      return missing(key);
    }
    return Character.toString(text.codePointAt(text.offsetByCodePoints(0, index)));
  }

  private static int index(long key, int length) {
    long index = key < 0 ? key + length : key;
    return index < 0 || index >= length ? -1 : (int) index;
  }

  private static Undefined missing(Object key) {
    return new Undefined("item " + (key instanceof Long ? key : Values.kind(key)));
  }

  private static Object other(Rendering rendering, Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw unreachable(rendering, undefined);
    }
    if (value instanceof Namespace namespace && namespace.attributes().containsKey(name)) {
      return namespace.attributes().get(name);
    }
    if (value instanceof Loop loop) {
      return loop.attribute(name);
    }
    if (value instanceof Macro macro && name.equals("name")) {
      return macro.name();
    }
    return new Undefined("\"" + name + "\"");
  }

  private static RuntimeException unreachable(Rendering rendering, Undefined undefined) {
    return rendering.fault(undefined.what() + " is undefined and has no members");
  }

  /** A method of the value, or null. */
  private static Callable method(Object value, String name) {
    if (value instanceof String text) {
      return StringMethods.of(text, name);
    }
    if (value instanceof Map<?, ?> map) {
      return ofMap(map, name);
    }
    return value instanceof List<?> list ? ofList(list, name) : null;
  }

  private static Callable ofMap(Map<?, ?> map, String name) {
    return switch (name) {
      case "items" -> call -> pairs(call, map);
      case "keys" -> call -> listed(call, map, new ArrayList<>(map.keySet()));
      case "values" -> call -> listed(call, map, new ArrayList<>(map.values()));
      case "copy" ->
          call -> {
            call.bind();
            call.charge(16L * map.size());
            return new LinkedHashMap<>(map);
          };
      case "get" ->
          call -> {
            Object[] given = call.bind("key", "default?");
            Object key = Values.key(call.rendering(), given[0]);
            Object otherwise = given[1] == Call.ABSENT ? null : given[1];
            return map.containsKey(key) ? map.get(key) : otherwise;
          };
      default -> null;
    };
  }

  private static List<Object> listed(Call call, Map<?, ?> map, List<Object> all) {
    call.bind();
    call.charge(8L * map.size());
    return all;
  }

  /** Every key with its value. */
  static List<Object> pairs(Call call, Map<?, ?> map) {
    call.charge(32L * map.size());
    List<Object> pairs = new ArrayList<>();
    map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
    return pairs;
  }

  private static Callable ofList(List<?> list, String name) {
    return switch (name) {
      case "count" ->
          call -> {
            Object sought = call.bind("value")[0];
            return list.stream().filter(i -> Compare.equal(call.rendering(), i, sought)).count();
          };
      case "index" ->
          call -> {
            Object sought = call.bind("value")[0];
            for (int i = 0; i < list.size(); i++) {
              if (Compare.equal(call.rendering(), list.get(i), sought)) {
                return (long) i;
              }
            }
            throw call.fault("the list does not hold the value");
          };
      default -> null;
    };
  }
}
