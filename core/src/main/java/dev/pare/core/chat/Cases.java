package dev.pare.core.chat;

import java.util.Locale;

/** Changes of case as Python makes them. */
final class Cases {
  private Cases() {}

  /** {@code str.title}: a capital after everything that is no letter. */
  static String title(String text) {
    StringBuilder made = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean cased = isCased(c);
      made.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inWord = cased;
    }
    return made.toString();
  }

  /** Jinja's filter {@code title}: a capital after blanks, hyphens and opening brackets. */
  static String titleFilter(String text) {
    StringBuilder made = new StringBuilder();
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isTitleBreak(text.charAt(i))) {
        made.append(capitalize(text.substring(from, i)));
        if (i < text.length()) {
          made.append(text.charAt(i));
        }
        from = i + 1;
      }
    }
    return made.toString();
  }

  private static boolean isTitleBreak(char c) {
    return Blanks.isBlank(c) || "-({[<".indexOf(c) >= 0;
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = Character.charCount(text.codePointAt(0));
    String head = Character.toString(Character.toTitleCase(text.codePointAt(0)));
    return head + text.substring(first).toLowerCase(Locale.ROOT);
  }

  static String swap(String text) {
    StringBuilder made = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              made.append(
                  Character.isUpperCase(c)
                      ? one.toLowerCase(Locale.ROOT)
                      : one.toUpperCase(Locale.ROOT));
            });
    return made.toString();
  }

  /** Whether there are letters with case, and all of them are upper or lower. */
  static boolean isAll(String text, boolean upper) {
    return text.codePoints().anyMatch(Cases::isCased)
        && text.codePoints()
            .filter(Cases::isCased)
            .allMatch(upper ? Character::isUpperCase : Character::isLowerCase);
  }

  private static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }
}
