package dev.pare.core.chat;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** The time now in the fields of C's {@code strftime}, in English. */
final class ClockText {
  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('Y', "uuuu"),
          Map.entry('y', "uu"),
          Map.entry('m', "MM"),
          Map.entry('d', "dd"),
          Map.entry('B', "MMMM"),
          Map.entry('b', "MMM"),
          Map.entry('A', "EEEE"),
          Map.entry('a', "EEE"),
          Map.entry('j', "DDD"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('p', "a"));

  private ClockText() {}

  static String of(Call call, String format) {
    ZonedDateTime now = ZonedDateTime.now(call.rendering().clock());
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        made.append(c);
      } else if (++i < format.length() && format.charAt(i) == '%') {
        made.append('%');
      } else {
        String pattern = i < format.length() ? PATTERNS.get(format.charAt(i)) : null;
        if (pattern == null) {
          throw call.fault(
              "strftime_now knows none but %" + String.join(" %", names()) + " and %%");
        }
        call.charge(500);
        made.append(now.format(DateTimeFormatter.ofPattern(pattern, Locale.US)));
      }
      call.charge(1);
    }
    return made.toString();
  }

  private static String[] names() {
    return PATTERNS.keySet().stream().sorted().map(String::valueOf).toArray(String[]::new);
  }
}
