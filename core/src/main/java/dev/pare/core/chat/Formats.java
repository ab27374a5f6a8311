package dev.pare.core.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code '%s: %5.2f' % values} and {@code '{} {name}'.format(…)}, in what templates use of them.
 */
final class Formats {
  private static final Pattern PERCENT =
      Pattern.compile("%(?:%|([-0]?)(\\d{0,2})(?:\\.(\\d{1,2}))?([sdifr]))");
  private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{(\\w{0,40})}|[{}]");

  private Formats() {}

  static String percent(Rendering rendering, String format, List<Object> values) {
    StringBuilder made = new StringBuilder();
    Matcher field = PERCENT.matcher(format);
    int next = 0;
    int done = 0;
    for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', done)) {
      if (!field.find(at) || field.start() != at) {
        throw rendering.fault("a format is not one of %s, %d, %i, %f, %r and %%");
      }
      rendering.append(made, format.substring(done, at));
      done = field.end();
      if (field.group(4) == null) {
        made.append('%');
        continue;
      }
      if (next == values.size()) {
        throw rendering.fault("a format has more fields than values");
      }
      rendering.append(made, field(rendering, field, values.get(next++)));
    }
    if (next < values.size()) {
      throw rendering.fault("a format has fewer fields than values");
    }
    rendering.append(made, format.substring(done));
    return made.toString();
  }

  private static String field(Rendering rendering, Matcher field, Object value) {
    String precision = field.group(3);
    String text =
        switch (field.group(4)) {
          case "s" -> cut(PlainText.of(rendering, value), precision);
          case "r" -> cut(PlainText.quoted(rendering, value), precision);
          case "f" -> fixed(rendering, value, precision == null ? 6 : Integer.parseInt(precision));
          default -> whole(rendering, value);
        };
    int width = field.group(2).isEmpty() ? 0 : Integer.parseInt(field.group(2));
    String missing =
        (field.group(1).equals("0") ? "0" : " ").repeat(Math.max(0, width - text.length()));
    return field.group(1).equals("-") ? text + missing : missing + text;
  }

  private static String cut(String text, String precision) {
    return precision == null || text.length() <= Integer.parseInt(precision)
        ? text
        : text.substring(0, Integer.parseInt(precision));
  }

  private static String whole(Rendering rendering, Object value) {
    if (Values.isNumber(value)) {
      return String.valueOf(Numbers.truncated(rendering, value));
    }
    throw rendering.fault("%d takes a number, not " + Values.kind(value));
  }

  private static String fixed(Rendering rendering, Object value, int digits) {
    if (!Values.isNumber(value)) {
      throw rendering.fault("%f takes a number, not " + Values.kind(value));
    }
    double number = Values.number(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return PlainText.of(number).toLowerCase(Locale.ROOT);
    }
    return new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** {@code str.format}, whose fields are {@code {}}, {@code {0}} and {@code {name}}. */
  static String braces(Call call, String format) {
    StringBuilder made = new StringBuilder();
    Matcher field = BRACES.matcher(format);
    int next = 0;
    int done = 0;
    while (field.find()) {
      call.rendering().append(made, format.substring(done, field.start()));
      done = field.end();
      String name = field.group(1);
      if (name == null && field.group().length() == 1) {
        throw call.fault("a format is not one of {}, {0} and {name}");
      }
      String text =
          name == null
              ? field.group().substring(1)
              : PlainText.of(call.rendering(), argument(call, name.isEmpty() ? "" + next++ : name));
      call.rendering().append(made, text);
    }
    call.rendering().append(made, format.substring(done));
    return made.toString();
  }

  private static Object argument(Call call, String name) {
    boolean numbered = name.length() < 6 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    if (numbered && Integer.parseInt(name) < call.positional().size()) {
      return call.positional().get(Integer.parseInt(name));
    }
    if (call.named().containsKey(name)) {
      return call.named().get(name);
    }
    throw call.fault("a format has a field {" + name + "}, but no such value");
  }
}
