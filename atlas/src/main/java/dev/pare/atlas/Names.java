package dev.pare.atlas;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Invented names, made of syllables. A quarter of them, by a hash, are kept for tests: training
 * text never has them. None is a name of the world.
 */
final class Names {
  private static final List<String> ONSETS =
      List.of(
          "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z",
          "br", "dr", "gr", "kr", "st", "th", "tr", "sh", "fl", "");
  private static final List<String> INNER =
      List.of(
          "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "lm", "nd", "rt",
          "lk", "mb", "rv", "st", "ld");
  private static final List<String> VOWELS = List.of("a", "e", "i", "o", "u", "a", "e", "o");
  private static final List<String> CODAS = List.of("", "", "", "n", "r", "s", "l", "k", "m");
  private static final List<String> TOWNS =
      List.of("", "", "burg", "mouth", "ford", "wick", "dale", "port", "stead", "holm");
  private static final List<String> COUNTRIES = List.of("ia", "land", "stan", "or", "esia", "ova");
  private static final List<String> LANGUAGES = List.of("ish", "ese", "ic", "an");
  private static final List<String> UNWANTED =
      List.of(
          "fuk", "fag", "shit", "tit", "dik", "dic", "cum", "cun", "kun", "nig", "nazi", "pis",
          "pus", "puta", "rap", "sex", "kak", "coc", "kok", "bum", "hoe", "ass", "anus", "hitl");

  private final Set<String> taken = new HashSet<>();

  Names(World world) {
    for (Fact fact : world.facts()) {
      take(fact.subject());
      fact.objects().forEach(object -> object.accepted().forEach(this::take));
    }
  }

  private void take(String text) {
    taken.addAll(List.of(text.toLowerCase(Locale.ROOT).split("[^a-z]+")));
  }

  /**
   * A new name.
   *
   * @param kind person, town, river, country or language
   * @param held one kept for tests, or one to train on
   */
  String draw(Chance chance, String kind, boolean held) {
    while (true) {
      String name = English.capital(made(chance, kind));
      if (usable(name) && isHeld(name) == held) {
        return name;
      }
    }
  }

  static boolean isHeld(String name) {
    return Chance.fraction("name " + name) < 0.25;
  }

  private boolean usable(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() >= 4
        && lower.length() <= 11
        && !taken.contains(lower)
        && UNWANTED.stream().noneMatch(lower::contains);
  }

  private static String made(Chance chance, String kind) {
    String stem = stem(chance, chance.percent(15) ? 2 : 1);
    return switch (kind) {
      case "person" -> stem + chance.oneOf(VOWELS) + chance.oneOf(CODAS);
      case "town" -> stem + chance.oneOf(List.of("a", "e", "o", "")) + chance.oneOf(TOWNS);
      case "river" -> stem + chance.oneOf(List.of("a", "e", "o", "er", "en"));
      case "country" -> stem + chance.oneOf(COUNTRIES);
      case "language" -> stem + chance.oneOf(LANGUAGES);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** Syllables that end in a consonant. */
  private static String stem(Chance chance, int syllables) {
    StringBuilder stem = new StringBuilder(chance.oneOf(ONSETS));
    for (int i = 0; i < syllables; i++) {
      stem.append(chance.oneOf(VOWELS)).append(chance.oneOf(INNER));
    }
    return stem.toString();
  }
}
