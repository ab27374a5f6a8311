package dev.pare.core.chat;

/** Python's escapes in string literals; a backslash before anything else stays. */
final class StringEscapes {
  private static final String NAMED = "abfnrtv\\'\"\n";
  private static final String MEANT = "\u0007\b\f\n\r\t\u000b\\'\"";

  private StringEscapes() {}

  static String resolve(String literal, Lexer lexer) {
    if (literal.indexOf('\\') < 0) {
      return literal;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < literal.length(); ) {
      char c = literal.charAt(i);
      if (c == '\\') {
        i = escape(literal, i + 1, text, lexer);
      } else {
        text.append(c);
        i++;
      }
    }
    return text.toString();
  }

  /** Resolves the escape whose letter is at {@code at}; returns where it ends. */
  private static int escape(String literal, int at, StringBuilder text, Lexer lexer) {
    char c = literal.charAt(at);
    int named = NAMED.indexOf(c);
    if (named >= 0) {
      if (named < MEANT.length()) { // an escaped line end is nothing
        text.append(MEANT.charAt(named));
      }
      return at + 1;
    }
    return switch (c) {
      case 'x' -> number(literal, at + 1, 2, 16, text, lexer);
      case 'u' -> number(literal, at + 1, 4, 16, text, lexer);
      case 'U' -> number(literal, at + 1, 8, 16, text, lexer);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int end = at;
        while (end < Math.min(at + 3, literal.length()) && isOctal(literal.charAt(end))) {
          end++;
        }
        yield number(literal, at, end - at, 8, text, lexer);
      }
      default -> {
        text.append('\\');
        yield at;
      }
    };
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private static int number(
      String literal, int at, int digits, int radix, StringBuilder text, Lexer lexer) {
    int end = at + digits;
    int point = 0;
    for (int i = at; i < end; i++) {
      int digit = i < literal.length() ? Character.digit(literal.charAt(i), radix) : -1;
      if (digit < 0 || point > Character.MAX_CODE_POINT) {
        throw lexer.error("a string has a broken escape");
      }
      point = point * radix + digit;
    }
    if (!Character.isValidCodePoint(point)) {
      throw lexer.error("a string has a broken escape");
    }
    text.appendCodePoint(point);
    return end;
  }
}
