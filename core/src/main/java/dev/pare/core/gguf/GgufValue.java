package dev.pare.core.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A value of the metadata, to be written: a type and what it holds. */
public final class GgufValue {
  /** What an array holds: one type, any number. */
  record Items(ValueType type, List<?> values) {
    void write(HeaderBytes target) {
      type.writeNumber(target);
      target.putLong(values.size());
      values.forEach(value -> type.writeValue(value, target));
    }
  }

  private final ValueType type;
  private final Object value;

  private GgufValue(ValueType type, Object value) {
    this.type = type;
    this.value = value;
  }

  /**
   * A value that is no array.
   *
   * @param value a whole number, a float or double, a Boolean, or a String, as the type needs
   * @throws IllegalArgumentException if it is no value of that type, or out of its range
   */
  public static GgufValue of(ValueType type, Object value) {
    requireAdmitted(type, value);
    return new GgufValue(type, value);
  }

  /**
   * @param items values as {@link #of(ValueType, Object)} takes them; arrays as GgufValues
   * @throws IllegalArgumentException if one is no value of that type
   */
  public static GgufValue array(ValueType itemType, List<?> items) {
    List<Object> values = new ArrayList<>(items.size());
    for (Object item : items) {
      Object value = item instanceof GgufValue nested ? nested.value : item;
      requireAdmitted(itemType, value);
      values.add(value);
    }
    return new GgufValue(ValueType.ARRAY, new Items(itemType, values));
  }

  /**
   * The value that a plain object is by GGUF's customs: a whole number is UINT32, a float or double
   * FLOAT32; those in arrays and lists are INT32 and FLOAT32; a list without items is one of texts.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static GgufValue of(Object value) {
    if (value instanceof GgufValue typed) {
      return typed;
    }
    if (value instanceof int[] numbers) {
      return array(ValueType.INT32, Arrays.stream(numbers).boxed().toList());
    }
    if (value instanceof float[] numbers) {
      List<Float> items = new ArrayList<>(numbers.length);
      for (float number : numbers) {
        items.add(number);
      }
      return array(ValueType.FLOAT32, items);
    }
    if (value instanceof List<?> items) {
      return array(items.isEmpty() ? ValueType.STRING : itemType(items.get(0)), items);
    }
    ValueType type = itemType(value);
    return of(type == ValueType.INT32 ? ValueType.UINT32 : type, value);
  }

  private static ValueType itemType(Object value) {
    if (value instanceof String) {
      return ValueType.STRING;
    }
    if (value instanceof Boolean) {
      return ValueType.BOOL;
    }
    return value instanceof Float || value instanceof Double ? ValueType.FLOAT32 : ValueType.INT32;
  }

  private static void requireAdmitted(ValueType type, Object value) {
    if (!type.admits(value)) {
      throw new IllegalArgumentException(value + " is no " + type);
    }
  }

  /** Its type's number, and what it holds. */
  void write(HeaderBytes target) {
    type.writeNumber(target);
    type.writeValue(value, target);
  }
}
