package dev.pare.evaluate.metric;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Text with one spelling for what looks the same: Unicode's NFKC (composed and decomposed letters,
 * full-width forms, ligatures, no-break spaces), straight quotes for curly ones, one hyphen for
 * all, and neither byte order mark nor soft hyphen nor zero-width characters.
 */
final class PlainText {
  private PlainText() {}

  static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().map(PlainText::straight).filter(c -> c >= 0).forEach(plain::appendCodePoint);
    return Normalizer.normalize(plain, Normalizer.Form.NFKC);
  }

  /** Whether nothing can be seen of it. */
  static boolean isBlank(String text) {
    return of(text).isBlank();
  }

  static String lowerCase(String text) {
    return of(text).toLowerCase(Locale.ROOT);
  }

  /** The accents that stand for quotes first: NFKC would make a space and a combining mark of ´. */
  private static int straight(int c) {
    return switch (c) {
      case '‘', '’', '‚', '‛', '′', '´', '`' -> '\'';
      case '“', '”', '„', '‟', '″' -> '"';
      case '‐', '‑', '‒', '−' -> '-';
      case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff' -> -1;
      default -> c;
    };
  }

  /** Unicode's punctuation, and the ASCII symbols that Python's string.punctuation has besides. */
  static boolean isPunctuation(int c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> "$+<=>^`|~".indexOf(c) >= 0;
    };
  }
}
