package dev.pare.core.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code value is test}. */
final class Tests {
  /** One test. */
  interface Test {
    boolean test(Call call, Object value);
  }

  private static final Map<String, Test> TESTS = new HashMap<>();

  static {
    TESTS.put("defined", plain(value -> !(value instanceof Undefined)));
    TESTS.put("undefined", plain(value -> value instanceof Undefined));
    TESTS.put("none", plain(value -> value == null));
    TESTS.put("true", plain(value -> Boolean.TRUE.equals(value)));
    TESTS.put("false", plain(value -> Boolean.FALSE.equals(value)));
    TESTS.put("boolean", plain(value -> value instanceof Boolean));
    TESTS.put("integer", plain(value -> value instanceof Long));
    TESTS.put("float", plain(value -> value instanceof Double));
    TESTS.put("number", plain(Values::isNumber));
    TESTS.put("string", plain(value -> value instanceof String));
    TESTS.put("mapping", plain(value -> value instanceof Map));
    TESTS.put("sequence", plain(Values::isIterable));
    TESTS.put("iterable", plain(Values::isIterable));
    TESTS.put("callable", plain(value -> value instanceof Callable));
    TESTS.put("lower", (call, value) -> isCase(call, value, false));
    TESTS.put("upper", (call, value) -> isCase(call, value, true));
    TESTS.put("odd", (call, value) -> isDivisible(call, value, 2L) ^ true);
    TESTS.put("even", (call, value) -> isDivisible(call, value, 2L));
    TESTS.put("divisibleby", (call, value) -> isDivisible(call, value, call.bind("num")[0]));
    TESTS.put("sameas", (call, value) -> isSame(value, call.bind("other")[0]));
    TESTS.put("in", compare("in"));
    TESTS.put("filter", (call, value) -> Filters.find(call.text(value)) != null);
    TESTS.put("test", (call, value) -> find(call.text(value)) != null);
    for (List<String> names :
        List.of(
            List.of("==", "eq", "equalto"),
            List.of("!=", "ne"),
            List.of("<", "lt", "lessthan"),
            List.of("<=", "le"),
            List.of(">", "gt", "greaterthan"),
            List.of(">=", "ge"))) {
      names.forEach(name -> TESTS.put(name, compare(names.get(0))));
    }
  }

  private Tests() {}

  /** The test of that name, or null. */
  static Test find(String name) {
    return TESTS.get(name);
  }

  /** The test of that name, or what says that there is none: it may never be reached. */
  static Test orMissing(String name) {
    Test test = find(name);
    return test != null
        ? test
        : (call, value) -> {
          throw call.fault("there is no test \"" + name + "\"");
        };
  }

  private static Test plain(Predicate<Object> predicate) {
    return (call, value) -> {
      call.bind();
      return predicate.test(value);
    };
  }

  private static Test compare(String operator) {
    return (call, value) -> Compare.apply(call.rendering(), operator, value, call.bind("other")[0]);
  }

  private static boolean isCase(Call call, Object value, boolean upper) {
    call.bind();
    String text = PlainText.of(call.rendering(), value);
    call.charge(text.length());
    return Cases.isAll(text, upper);
  }

  private static boolean isDivisible(Call call, Object value, Object by) {
    Object rest = Arithmetic.apply(call.rendering(), "%", number(call, value), number(call, by));
    return Values.number(rest) == 0;
  }

  private static Object number(Call call, Object value) {
    if (Values.isNumber(value)) {
      return value;
    }
    throw call.fault(call.name() + " takes a number, not " + Values.kind(value));
  }

  private static boolean isSame(Object a, Object b) {
    boolean scalars = a instanceof Boolean || a instanceof Long || a instanceof String;
    return a == b || (scalars && a.equals(b));
  }
}
