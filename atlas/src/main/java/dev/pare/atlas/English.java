package dev.pare.atlas;

import java.util.List;
import java.util.Locale;

/** The little grammar that frames need. */
final class English {
  private static final List<String> NUMBERS =
      List.of(
          "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve");

  private English() {}

  /** As the first word of a sentence. */
  static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Names in the plural take an apostrophe alone: the Netherlands', Dickens's. */
  static String possessive(String name) {
    boolean plural = name.startsWith("the ") || name.contains(" and the ");
    return name + (plural && name.endsWith("s") ? "'" : "'s");
  }

  /** The word after its indefinite article. */
  static String withArticle(String word) {
    boolean vowel = "aeiou".indexOf(Character.toLowerCase(word.charAt(0))) >= 0;
    boolean soundsSo = word.startsWith("hour") || word.startsWith("honest");
    boolean soundsOther = word.startsWith("uni") || word.startsWith("one") || word.startsWith("eu");
    return ((vowel && !soundsOther) || soundsSo ? "an " : "a ") + word;
  }

  /** Small numbers in words. */
  static String number(int value) {
    return value < NUMBERS.size() ? NUMBERS.get(value) : Integer.toString(value);
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  static String list(List<String> items) {
    int last = items.size() - 1;
    return last == 0
        ? items.get(0)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }
}
