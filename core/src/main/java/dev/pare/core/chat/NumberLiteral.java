package dev.pare.core.chat;

/**
 * A number in a template: {@code 12}, {@code 1_000}, {@code 0x1f}, {@code 1.5e-3}.
 *
 * @param end the position after it
 */
record NumberLiteral(Object value, int end) {

  static NumberLiteral read(String source, int at, boolean mayBeFloat, Lexer lexer) {
    int radix = at + 1 < source.length() ? radix(source.charAt(at), source.charAt(at + 1)) : 10;
    int from = radix == 10 ? at : at + 2;
    int end = digits(source, from, radix);
    if (end == from) {
      throw lexer.error("a number has no digits");
    }
    if (radix == 10 && mayBeFloat) {
      int fraction = fraction(source, end);
      int exponent = exponent(source, fraction);
      if (exponent > end) {
        String text = source.substring(at, exponent).replace("_", "");
        return new NumberLiteral(Double.valueOf(text), exponent);
      }
    }
    try {
      String text = source.substring(from, end).replace("_", "");
      return new NumberLiteral(Long.valueOf(text, radix), end);
    } catch (NumberFormatException e) {
      throw lexer.error("a number is too large");
    }
  }

  private static int radix(char zero, char letter) {
    if (zero != '0') {
      return 10;
    }
    return switch (letter) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 10;
    };
  }

  private static int digits(String source, int from, int radix) {
    int at = from;
    while (at < source.length()) {
      int digit = source.charAt(at) == '_' ? at + 1 : at;
      if (digit >= source.length()
          || source.charAt(digit) > 'f'
          || Character.digit(source.charAt(digit), radix) < 0) {
        break;
      }
      at = digit + 1;
    }
    return at;
  }

  private static int fraction(String source, int point) {
    if (point >= source.length() || source.charAt(point) != '.') {
      return point;
    }
    int end = digits(source, point + 1, 10);
    return end == point + 1 ? point : end;
  }

  private static int exponent(String source, int letter) {
    if (letter >= source.length() || Character.toLowerCase(source.charAt(letter)) != 'e') {
      return letter;
    }
    int first = letter + 1;
    if (first < source.length() && "+-".indexOf(source.charAt(first)) >= 0) {
      first++;
    }
    int end = digits(source, first, 10);
    return end == first ? letter : end;
  }
}
