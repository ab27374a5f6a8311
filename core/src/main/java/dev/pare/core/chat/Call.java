package dev.pare.core.chat;

import dev.pare.core.PareException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A call under way.
 *
 * @param name what is called, for errors
 */
record Call(Rendering rendering, String name, List<Object> positional, Map<String, Object> named) {
  /** The value of an argument that is not given. */
  static final Object ABSENT =
      new Object() {
        @Override
        public String toString() {
          return "absent";
        }
      };

  /** The arguments by name; those whose name ends in {@code ?} may be {@link #ABSENT}. */
  Object[] bind(String... names) {
    if (positional.size() > names.length) {
      throw fault(name + " takes at most " + names.length + " arguments");
    }
    Object[] values = new Object[names.length];
    Set<String> unused = new HashSet<>(named.keySet());
    for (int i = 0; i < names.length; i++) {
      boolean optional = names[i].endsWith("?");
      String plain = optional ? names[i].substring(0, names[i].length() - 1) : names[i];
      boolean isNamed = unused.remove(plain);
      if (isNamed && i < positional.size()) {
        throw fault(name + " is given " + plain + " twice");
      }
      values[i] = isNamed ? named.get(plain) : i < positional.size() ? positional.get(i) : ABSENT;
      if (values[i] == ABSENT && !optional) {
        throw fault(name + " misses its argument " + plain);
      }
    }
    if (!unused.isEmpty()) {
      throw fault(name + " has no argument " + unused.iterator().next());
    }
    return values;
  }

  String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw fault(name + " takes text, not " + Values.kind(value));
  }

  String text(Object value, String absent) {
    return value == ABSENT ? absent : text(value);
  }

  int integer(Object value, int absent) {
    if (value == ABSENT) {
      return absent;
    }
    if (Values.isInteger(value)) {
      return (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, Values.integer(value)));
    }
    throw fault(name + " takes an integer, not " + Values.kind(value));
  }

  boolean truth(Object value, boolean absent) {
    return value == ABSENT ? absent : Values.isTrue(value);
  }

  void charge(long work) {
    rendering.charge(work);
  }

  /** The text, paid for. */
  String made(String text) {
    rendering.charge(text.length());
    return text;
  }

  PareException fault(String what) {
    return rendering.fault(what);
  }
}
