package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Text cut into parts. */
final class Splits {
  private Splits() {}

  static List<Object> at(Call call, String text, String separator, long max, boolean fromEnd) {
    List<Integer> places =
        fromEnd
            ? TextSearch.lastPlaces(call.rendering(), text, separator, max)
            : TextSearch.places(call.rendering(), text, separator, max);
    call.charge(text.length() + 32L * places.size());
    List<Object> parts = new ArrayList<>();
    int done = 0;
    for (int place : places) {
      parts.add(text.substring(done, place));
      done = place + separator.length();
    }
    parts.add(text.substring(done));
    return parts;
  }

  /** Parts between runs of blanks, none of them empty. */
  static List<Object> atBlanks(Call call, String text, long max, boolean fromEnd) {
    List<Object> parts = fromEnd ? lastWords(text, max) : words(text, max);
    call.charge(text.length() + 32L * parts.size());
    return parts;
  }

  private static List<Object> words(String text, long max) {
    List<Object> words = new ArrayList<>();
    int at = Blanks.after(text, 0);
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && !Blanks.isBlank(text.charAt(end))) {
        end++;
      }
      end = words.size() == max ? text.length() : end;
      words.add(text.substring(at, end));
      at = Blanks.after(text, end);
    }
    return words;
  }

  private static List<Object> lastWords(String text, long max) {
    List<Object> words = new ArrayList<>();
    int end = Blanks.before(text, 0, text.length());
    while (end > 0) {
      int from = end;
      while (from > 0 && !Blanks.isBlank(text.charAt(from - 1))) {
        from--;
      }
      from = words.size() == max ? 0 : from;
      words.add(text.substring(from, end));
      end = Blanks.before(text, 0, from);
    }
    Collections.reverse(words);
    return words;
  }

  static List<Object> lines(Call call, String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (endsLine(text.charAt(i))) {
        boolean pair = text.startsWith("\r\n", i);
        int end = pair ? i + 2 : i + 1;
        lines.add(text.substring(from, keepEnds ? end : i));
        from = end;
        i = end - 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    call.charge(text.length() + 32L * lines.size());
    return lines;
  }

  private static boolean endsLine(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }
}
