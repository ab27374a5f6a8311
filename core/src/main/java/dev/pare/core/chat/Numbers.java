package dev.pare.core.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Conversions to numbers: the filters {@code int}, {@code float}, {@code round} and {@code abs}.
 */
final class Numbers {
  private static final int MAX_DIGITS = 400;

  private Numbers() {}

  /** Toward zero. */
  static long truncated(Rendering rendering, Object value) {
    if (Values.isInteger(value)) {
      return Values.integer(value);
    }
    double number = Values.number(value);
    if (!(Math.abs(number) < 0x1p63)) {
      throw rendering.fault("a float is no integer of 64 bits");
    }
    return (long) number;
  }

  static Object toInteger(Call call, Object value) {
    Object[] given = call.bind("default?", "base?");
    Object otherwise = given[0] == Call.ABSENT ? 0L : given[0];
    int base = call.integer(given[1], 10);
    requireDefined(call, value);
    if (Values.isInteger(value)) {
      return Values.integer(value);
    }
    if (value instanceof Double number) {
      return Double.isNaN(number) || Double.isInfinite(number)
          ? otherwise
          : (Object) truncated(call.rendering(), number);
    }
    if (value instanceof String text && base >= 2 && base <= 36) {
      OptionalLong whole = parse(Blanks.strip(text), base);
      if (whole.isPresent()) {
        return whole.getAsLong();
      }
      OptionalDouble number = base == 10 ? parse(text) : OptionalDouble.empty();
      if (number.isPresent() && Math.abs(number.getAsDouble()) < 0x1p63) {
        return (long) number.getAsDouble();
      }
    }
    return otherwise;
  }

  private static void requireDefined(Call call, Object value) {
    if (value instanceof Undefined undefined) {
      throw call.fault(undefined.what() + " is undefined and is no number");
    }
  }

  private static OptionalLong parse(String text, int base) {
    String digits = text.startsWith("0x") && base == 16 ? text.substring(2) : text;
    try {
      return digits.length() > MAX_DIGITS
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(digits, base));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalDouble parse(String text) {
    String plain = Blanks.strip(text);
    boolean decimal =
        plain.length() <= MAX_DIGITS
            && plain.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
    try {
      return decimal ? OptionalDouble.of(Double.parseDouble(plain)) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  static Object toFloat(Call call, Object value) {
    Object given = call.bind("default?")[0];
    Object otherwise = given == Call.ABSENT ? (Object) 0.0 : given;
    requireDefined(call, value);
    if (Values.isNumber(value)) {
      return Values.number(value);
    }
    OptionalDouble number = value instanceof String text ? parse(text) : OptionalDouble.empty();
    return number.isPresent() ? (Object) number.getAsDouble() : otherwise;
  }

  static Object absolute(Call call, Object value) {
    call.bind();
    if (value instanceof Double number) {
      return Math.abs(number);
    }
    if (Values.isInteger(value) && Values.integer(value) != Long.MIN_VALUE) {
      return Math.abs(Values.integer(value));
    }
    throw call.fault("abs takes a number, not " + Values.kind(value));
  }

  static Object rounded(Call call, Object value) {
    Object[] given = call.bind("precision?", "method?");
    int digits = call.integer(given[0], 0);
    String method = call.text(given[1], "common");
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw call.fault("round has no method \"" + method + "\"");
        };
    if (!Values.isNumber(value) || digits < 0 || digits > 20) {
      throw call.fault("round takes a number and a precision from 0 to 20");
    }
    double number = Values.number(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return number;
    }
    boolean stays = Values.isInteger(value) && mode == RoundingMode.HALF_EVEN;
    return stays ? value : (Object) new BigDecimal(number).setScale(digits, mode).doubleValue();
  }
}
