package dev.pare.core.tokenizer;

/** The character classes that Hugging Face's tokenizers mean, by code point. */
final class Unicode {
  private static final int MARKS =
      1 << Character.NON_SPACING_MARK
          | 1 << Character.COMBINING_SPACING_MARK
          | 1 << Character.ENCLOSING_MARK;
  private static final int NUMBERS =
      1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER;
  private static final int PUNCTUATION =
      1 << Character.CONNECTOR_PUNCTUATION
          | 1 << Character.DASH_PUNCTUATION
          | 1 << Character.START_PUNCTUATION
          | 1 << Character.END_PUNCTUATION
          | 1 << Character.INITIAL_QUOTE_PUNCTUATION
          | 1 << Character.FINAL_QUOTE_PUNCTUATION
          | 1 << Character.OTHER_PUNCTUATION;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private Unicode() {}

  /**
   * Property White_Space: unlike Java's own isWhitespace it has NBSP and lacks U+001C to U+001F.
   */
  static boolean isSpace(int codePoint) {
    return Character.isSpaceChar(codePoint)
        || (codePoint >= '\t' && codePoint <= '\r')
        || codePoint == 0x85;
  }

  /** General category N. */
  static boolean isNumeric(int codePoint) {
    return isOneOf(NUMBERS, codePoint);
  }

  /** General category M. */
  static boolean isMark(int codePoint) {
    return isOneOf(MARKS, codePoint);
  }

  /** General category P, and the ASCII symbols. */
  static boolean isPunctuation(int codePoint) {
    return isOneOf(PUNCTUATION, codePoint) || "$+<=>^`|~".indexOf(codePoint) >= 0;
  }

  /** What {@code \w} means in Unicode's regular expressions (UTS 18). */
  static boolean isWord(int codePoint) {
    return Character.isAlphabetic(codePoint)
        || isMark(codePoint)
        || Character.isDigit(codePoint)
        || Character.getType(codePoint) == Character.CONNECTOR_PUNCTUATION
        || codePoint == ZERO_WIDTH_NON_JOINER
        || codePoint == ZERO_WIDTH_JOINER;
  }

  /** {@code text} with each lone surrogate, which no UTF-8 can hold, replaced by U+FFFD. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      if (isSurrogate(codePoint)) {
        return text.codePoints()
            .map(c -> isSurrogate(c) ? 0xFFFD : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
      i += Character.charCount(codePoint);
    }
    return text;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isOneOf(int types, int codePoint) {
    return (types >>> Character.getType(codePoint) & 1) != 0;
  }
}
