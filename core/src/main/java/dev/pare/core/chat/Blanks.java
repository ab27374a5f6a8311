package dev.pare.core.chat;

/** What Python calls white space. */
final class Blanks {
  private Blanks() {}

  static boolean isBlank(int c) {
    return (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** The first position from {@code from} on that holds no blank. */
  static int after(String text, int from) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The end of {@code text[from, to)} less the blanks at its end. */
  static int before(String text, int from, int to) {
    int end = to;
    while (end > from && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  static String strip(String text) {
    int from = after(text, 0);
    return text.substring(from, before(text, from, text.length()));
  }
}
