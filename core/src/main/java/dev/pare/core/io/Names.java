package dev.pare.core.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** Names that come from files: how they are ordered, and how they are shown. */
public final class Names {
  private static final int SHOWN_LENGTH = 120;

  /** The order of the names' UTF-8 bytes, which is not that of {@link String#compareTo}. */
  public static final Comparator<String> UTF8_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private Names() {}

  /** A name in quotes that can neither steer a terminal nor flood it. */
  public static String quote(String name) {
    return '"' + printable(name) + '"';
  }

  /** Text without control, format or unpaired characters, cut to a line's length. */
  public static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && shown.length() < SHOWN_LENGTH; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isPrintable(point)) {
        shown.appendCodePoint(point);
      } else {
        shown.append(String.format(Locale.ROOT, "\\u%04x", point));
      }
    }
    return shown.length() < SHOWN_LENGTH ? shown.toString() : shown + "…";
  }

  /** Whether UTF-8 can spell it: every surrogate has its other half. */
  public static boolean isEncodable(String text) {
    return text.codePoints().noneMatch(point -> point >= 0xd800 && point <= 0xdfff);
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
