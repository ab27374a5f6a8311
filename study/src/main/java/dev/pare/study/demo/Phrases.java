package dev.pare.study.demo;

import java.util.List;
import java.util.Locale;

/** Pieces of sentences. */
final class Phrases {
  private Phrases() {}

  /** {@code a, b and c}. */
  static String and(List<String> things) {
    int last = things.size() - 1;
    return last < 1
        ? String.join("", things)
        : String.join(", ", things.subList(0, last)) + " and " + things.get(last);
  }

  static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
