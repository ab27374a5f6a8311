package dev.pare.core.chat;

import dev.pare.core.PareException;
import java.util.ArrayList;
import java.util.List;

/** {@code + - * / // % ** ~} as in Python; integers beyond 64 bits are refused. */
final class Arithmetic {
  private Arithmetic() {}

  static Object apply(Rendering rendering, String operator, Object left, Object right) {
    if (operator.equals("~")) {
      return joined(rendering, PlainText.of(rendering, left), PlainText.of(rendering, right));
    }
    if (Values.isInteger(left) && Values.isInteger(right)) {
      return integers(rendering, operator, Values.integer(left), Values.integer(right));
    }
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return floats(rendering, operator, Values.number(left), Values.number(right));
    }
    if (left instanceof String a && right instanceof String b && operator.equals("+")) {
      return joined(rendering, a, b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b && operator.equals("+")) {
      if ((a instanceof Tuple) == (b instanceof Tuple)) {
        return joined(rendering, a, b);
      }
    }
    if (operator.equals("*") && Values.isInteger(right)) {
      return repeated(rendering, left, Values.integer(right));
    }
    if (operator.equals("*") && Values.isInteger(left)) {
      return repeated(rendering, right, Values.integer(left));
    }
    if (operator.equals("%") && left instanceof String format) {
      List<Object> values = right instanceof Tuple tuple ? tuple : new ArrayList<>(Tuple.of(right));
      return Formats.percent(rendering, format, values);
    }
    throw unsuited(rendering, operator, left, right);
  }

  private static PareException unsuited(Rendering rendering, String operator, Object a, Object b) {
    return rendering.fault(
        Values.kind(a) + " " + operator + " " + Values.kind(b) + " means nothing");
  }

  private static String joined(Rendering rendering, String a, String b) {
    rendering.charge((long) a.length() + b.length());
    return a + b;
  }

  private static List<Object> joined(Rendering rendering, List<?> a, List<?> b) {
    rendering.charge(8L * a.size() + 8L * b.size());
    List<Object> all = new ArrayList<>(a);
    all.addAll(b);
    return a instanceof Tuple ? new Tuple(all) : all;
  }

  private static Object repeated(Rendering rendering, Object value, long times) {
    long count = Math.max(0, times);
    if (value instanceof String text) {
      rendering.charge(cost(text.length(), count));
      return text.repeat(text.isEmpty() ? 0 : (int) count);
    }
    if (value instanceof List<?> list) {
      rendering.charge(cost(8L * list.size(), count));
      List<Object> all = new ArrayList<>();
      for (long i = 0; i < count && !list.isEmpty(); i++) {
        all.addAll(list);
      }
      return value instanceof Tuple ? new Tuple(all) : all;
    }
    throw unsuited(rendering, "*", value, times);
  }

  private static long cost(long each, long count) {
    return each == 0 ? 0 : count > Integer.MAX_VALUE ? Long.MAX_VALUE : each * count;
  }

  private static Object integers(Rendering rendering, String operator, long a, long b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw rendering.fault("division by zero");
    }
    try {
      return switch (operator) {
        case "+" -> Math.addExact(a, b);
        case "-" -> Math.subtractExact(a, b);
        case "*" -> Math.multiplyExact(a, b);
        case "/" -> (double) a / b;
        case "//" -> a == Long.MIN_VALUE && b == -1 ? Math.negateExact(a) : Math.floorDiv(a, b);
        case "%" -> Math.floorMod(a, b);
        default -> power(rendering, a, b);
      };
    } catch (ArithmeticException e) {
      throw rendering.fault("an integer grows beyond 64 bits");
    }
  }

  private static Object power(Rendering rendering, long base, long exponent) {
    if (exponent < 0) {
      return floats(rendering, "**", (double) base, (double) exponent);
    }
    if (base >= -1 && base <= 1) {
      return exponent == 0 || base == 1 ? 1L : base == 0 ? 0L : exponent % 2 == 0 ? 1L : -1L;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base); // at most 63 times
    }
    return result;
  }

  private static Object floats(Rendering rendering, String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw rendering.fault("division by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> {
        double rest = a % b;
        yield rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
      }
      default -> Math.pow(a, b);
    };
  }
}
