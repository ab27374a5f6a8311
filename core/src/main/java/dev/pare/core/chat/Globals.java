package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that transformers gives to every chat template. */
final class Globals {
  private static final Map<String, Object> FUNCTIONS =
      Map.of(
          "range", (Callable) Globals::range,
          "dict", (Callable) Globals::dict,
          "namespace", (Callable) Globals::namespace,
          "raise_exception", (Callable) Globals::raise,
          "strftime_now", (Callable) Globals::now,
          "joiner", (Callable) Globals::joiner);

  private Globals() {}

  static Map<String, Object> functions() {
    return new HashMap<>(FUNCTIONS);
  }

  private static Object range(Call call) {
    Object[] given = call.bind("start", "stop?", "step?");
    boolean one = given[1] == Call.ABSENT;
    long start = one ? 0 : call.integer(given[0], 0);
    long stop = call.integer(one ? given[0] : given[1], 0);
    long step = call.integer(given[2], 1);
    if (step == 0) {
      throw call.fault("range has the step 0");
    }
    long span = step > 0 ? stop - start : start - stop;
    long count = span <= 0 ? 0 : (span - 1) / Math.abs(step) + 1;
    if (count > Rendering.MAX_RANGE) {
      throw call.fault("range has " + count + " numbers, " + Rendering.MAX_RANGE + " at most");
    }
    call.charge(24 * count);
    List<Object> numbers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      numbers.add(start + i * step);
    }
    return numbers;
  }

  private static Object dict(Call call) {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!call.positional().isEmpty()) {
      addAll(call, map);
    }
    call.charge(16L * call.named().size());
    map.putAll(call.named());
    return map;
  }

  private static void addAll(Call call, Map<Object, Object> map) {
    Object source = call.positional().get(0);
    if (call.positional().size() > 1) {
      throw call.fault(call.name() + " takes one map");
    }
    if (source instanceof Map<?, ?> other) {
      call.charge(16L * other.size());
      map.putAll(other);
      return;
    }
    for (Object item : Values.items(call.rendering(), source)) {
      if (!(item instanceof List<?> pair) || pair.size() != 2) {
        throw call.fault(call.name() + " takes a map or pairs");
      }
      call.charge(16);
      map.put(Values.key(call.rendering(), pair.get(0)), pair.get(1));
    }
  }

  private static Object namespace(Call call) {
    Map<Object, Object> given = new LinkedHashMap<>();
    if (!call.positional().isEmpty()) {
      addAll(call, given);
    }
    Namespace namespace = new Namespace();
    given.forEach((name, value) -> namespace.attributes().put(call.text(name), value));
    namespace.attributes().putAll(call.named());
    return namespace;
  }

  private static Object raise(Call call) {
    String message = PlainText.of(call.rendering(), call.bind("message")[0]);
    throw call.rendering()
        .fault("the template refuses these messages: " + message, "change the messages");
  }

  private static Object now(Call call) {
    return ClockText.of(call, call.text(call.bind("format")[0]));
  }

  private static Object joiner(Call call) {
    Object given = call.bind("sep?")[0];
    String separator = given == Call.ABSENT ? ", " : PlainText.of(call.rendering(), given);
    boolean[] used = {false};
    return (Callable)
        next -> {
          next.bind();
          boolean first = !used[0];
          used[0] = true;
          return first ? "" : separator;
        };
  }
}
