package dev.pare.core.json;

import dev.pare.core.PareException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object as it was read: keys in order, numbers as {@link Long} or {@link Double}, arrays as
 * {@link List}, objects as {@link Map}. Its typed getters report a missing or wrong value by file
 * and key.
 */
public final class JsonObject {
  private final String source;
  private final Map<String, Object> values;

  /**
   * @param source the file, and the key inside it, to name in errors
   */
  public JsonObject(String source, Map<String, Object> values) {
    this.source = source;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public String source() {
    return source;
  }

  public Map<String, Object> values() {
    return values;
  }

  public Set<String> keys() {
    return values.keySet();
  }

  /** Whether the key is there with a value other than null. */
  public boolean has(String key) {
    return values.get(key) != null;
  }

  public Optional<Long> integer(String key) {
    return value(key, Long.class, "an integer");
  }

  public long requireInteger(String key) {
    return integer(key).orElseThrow(() -> missing(key));
  }

  /** An integer of at least {@code min} that fits an int. */
  public int requireInt(String key, int min) {
    return checkedInt(key, requireInteger(key), min);
  }

  public Optional<Integer> intValue(String key, int min) {
    return integer(key).map(value -> checkedInt(key, value, min));
  }

  public Optional<Double> number(String key) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number) {
      return Optional.of(number.doubleValue());
    }
    throw wrong(key, "a number", value);
  }

  public Optional<Boolean> bool(String key) {
    return value(key, Boolean.class, "true or false");
  }

  public Optional<String> string(String key) {
    return value(key, String.class, "a string");
  }

  public String requireString(String key) {
    return string(key).orElseThrow(() -> missing(key));
  }

  public Optional<JsonObject> object(String key) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(asObject(key, value));
  }

  public JsonObject requireObject(String key) {
    return object(key).orElseThrow(() -> missing(key));
  }

  /** The array under a key; empty where the key is absent. */
  public List<Object> list(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(list);
    }
    throw wrong(key, "an array", value);
  }

  /** The array of objects under a key; empty where the key is absent. */
  public List<JsonObject> objects(String key) {
    return list(key).stream().map(item -> asObject(key, item)).toList();
  }

  /** The array of strings under a key; empty where the key is absent. */
  public List<String> strings(String key) {
    return list(key).stream()
        .map(
            item -> {
              if (item instanceof String string) {
                return string;
              }
              throw wrong(key, "an array of strings", item);
            })
        .toList();
  }

  private <T> Optional<T> value(String key, Class<T> type, String expected) {
    Object value = values.get(key);
    if (value != null && !type.isInstance(value)) {
      throw wrong(key, expected, value);
    }
    return Optional.ofNullable(type.cast(value));
  }

  private int checkedInt(String key, long value, int min) {
    if (value < min || value > Integer.MAX_VALUE) {
      throw wrong(key, "an integer from " + min, value);
    }
    return (int) value;
  }

  @SuppressWarnings("unchecked") // Json makes objects only as Map<String, Object>
  private JsonObject asObject(String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      return new JsonObject(source + " " + key, (Map<String, Object>) map);
    }
    throw wrong(key, "an object", value);
  }

  private PareException missing(String key) {
    return new PareException(source, "\"" + key + "\" is missing", "add it");
  }

  private PareException wrong(String key, String expected, Object value) {
    String shown = String.valueOf(value);
    shown = shown.length() > 60 ? shown.substring(0, 60) + "…" : shown;
    return new PareException(
        source, "\"" + key + "\" is " + shown + ", not " + expected, "correct the file");
  }
}
