package dev.pare.core.chat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as text, as Python's {@code str} and {@code repr} write them. */
final class PlainText {
  private final Rendering rendering;
  private final StringBuilder out = new StringBuilder();

  private PlainText(Rendering rendering) {
    this.rendering = rendering;
  }

  /** What {@code {{ value }}} prints. */
  static String of(Rendering rendering, Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Undefined) {
      return "";
    }
    return quoted(rendering, value);
  }

  /** What a value within a list prints: text in quotes. */
  static String quoted(Rendering rendering, Object value) {
    PlainText text = new PlainText(rendering);
    text.write(value, 0);
    return text.out.toString();
  }

  private void write(Object value, int level) {
    rendering.charge(4);
    rendering.checkNesting(level);
    if (value == null) {
      append("None");
    } else if (value instanceof Boolean truth) {
      append(truth ? "True" : "False");
    } else if (value instanceof Long) {
      append(value.toString());
    } else if (value instanceof Double number) {
      append(of(number));
    } else if (value instanceof String text) {
      quote(text);
    } else if (value instanceof List<?> list) {
      writeList(list, level);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, level);
    } else if (value instanceof Undefined) {
      append("Undefined");
    } else {
      throw rendering.fault(Values.kind(value) + " cannot be printed");
    }
  }

  private void append(String text) {
    rendering.append(out, text);
  }

  private void writeList(List<?> list, int level) {
    boolean tuple = list instanceof Tuple;
    append(tuple ? "(" : "[");
    for (int i = 0; i < list.size(); i++) {
      append(i == 0 ? "" : ", ");
      write(list.get(i), level + 1);
    }
    append(tuple ? (list.size() == 1 ? ",)" : ")") : "]");
  }

  private void writeMap(Map<?, ?> map, int level) {
    append("{");
    String between = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      append(between);
      between = ", ";
      write(entry.getKey(), level + 1);
      append(": ");
      write(entry.getValue(), level + 1);
    }
    append("}");
  }

  /** The shortest decimal that is this float. */
  static String of(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = decimal.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = exponent < 0 ? "-" : "+";
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + String.format(Locale.ROOT, "e%s%02d", sign, Math.abs(exponent));
  }

  private void quote(String text) {
    rendering.charge(text.length());
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(c -> appendEscaped(c, quote));
    out.append(quote);
  }

  private void appendEscaped(int c, char quote) {
    int named = "\n\r\t".indexOf(c);
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (named >= 0) {
      out.append('\\').append("nrt".charAt(named));
    } else if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else {
      String format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
      rendering.append(out, String.format(Locale.ROOT, format, c));
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
