package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The filter {@code tojson}: Python's {@code json.dumps}, by default with all of Unicode as it is.
 */
final class JsonText {
  private final Call call;
  private final StringBuilder out = new StringBuilder();
  private final boolean ascii;
  private final boolean sorted;
  private final String indent; // null for one line
  private final String itemSeparator;
  private final String keySeparator;

  private JsonText(Call call) {
    this.call = call;
    Object[] values = call.bind("ensure_ascii?", "indent?", "separators?", "sort_keys?");
    ascii = call.truth(values[0], false);
    indent = indent(values[1]);
    sorted = call.truth(values[3], false);
    if (values[2] instanceof List<?> pair && pair.size() == 2) {
      itemSeparator = call.text(pair.get(0));
      keySeparator = call.text(pair.get(1));
    } else if (values[2] == Call.ABSENT || values[2] == null) {
      itemSeparator = indent == null ? ", " : ",";
      keySeparator = ": ";
    } else {
      throw call.fault("tojson's separators are not a pair");
    }
  }

  static String of(Call call, Object value) {
    JsonText json = new JsonText(call);
    json.write(value, 0);
    return json.out.toString();
  }

  private String indent(Object value) {
    if (value == Call.ABSENT || value == null) {
      return null;
    }
    if (value instanceof String text) {
      return text;
    }
    int width = Math.max(0, call.integer(value, 0));
    call.charge(width);
    return " ".repeat(width);
  }

  private void write(Object value, int level) {
    call.charge(4);
    call.rendering().checkNesting(level);
    if (value == null || value instanceof Boolean || value instanceof Long) {
      append(String.valueOf(value));
    } else if (value instanceof Double number) {
      append(number(number));
    } else if (value instanceof String text) {
      quote(text);
    } else if (value instanceof List<?> list) {
      writeList(list, level);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, level);
    } else {
      throw call.fault(Values.kind(value) + " has no JSON");
    }
  }

  private static String number(double number) {
    return Double.isNaN(number)
        ? "NaN"
        : Double.isInfinite(number)
            ? (number > 0 ? "Infinity" : "-Infinity")
            : PlainText.of(number);
  }

  private void append(String text) {
    call.rendering().append(out, text);
  }

  private void writeList(List<?> list, int level) {
    append("[");
    for (int i = 0; i < list.size(); i++) {
      append(i == 0 ? "" : itemSeparator);
      newLine(level + 1);
      write(list.get(i), level + 1);
    }
    end(list.isEmpty(), level);
    append("]");
  }

  private void writeMap(Map<?, ?> map, int level) {
    append("{");
    String between = "";
    List<Object> keys = new ArrayList<>(map.keySet());
    if (sorted) {
      Collections.sort(keys, (a, b) -> Compare.order(call.rendering(), a, b));
    }
    for (Object key : keys) {
      append(between);
      between = itemSeparator;
      newLine(level + 1);
      quote(key instanceof String text ? text : keyText(key));
      append(keySeparator);
      write(map.get(key), level + 1);
    }
    end(map.isEmpty(), level);
    append("}");
  }

  private static String keyText(Object key) {
    return key instanceof Double number ? number(number) : String.valueOf(key);
  }

  private void newLine(int level) {
    if (indent != null) {
      call.charge((long) indent.length() * level + 1);
      out.append('\n').append(indent.repeat(level));
    }
  }

  private void end(boolean empty, int level) {
    if (!empty) {
      newLine(level);
    }
  }

  private void quote(String text) {
    call.charge(text.length() + 2L);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int named = "\"\\\n\r\t\f\b".indexOf(c);
      if (named >= 0) {
        out.append('\\').append("\"\\nrtfb".charAt(named));
      } else if (c < ' ' || (ascii && c > '~')) {
        append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
