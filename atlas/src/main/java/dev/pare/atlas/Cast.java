package dev.pare.atlas;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the slots of one text: {@code {person}} is a name, {@code {thing}} a word of that list,
 * {@code {number}} a small number; a digit at the end tells two of a kind apart. The same slot is
 * filled alike all through; no two slots of a kind are. {@code {a thing}} has its article, {@code
 * {Thing}} and {@code {A thing}} begin a sentence.
 */
final class Cast {
  private static final Pattern SLOT = Pattern.compile("\\{([aA] )?([A-Za-z]+)(\\d?)}");
  private static final Set<String> NAMED = Set.of("person", "town");

  private final Chance chance;
  private final Words words;
  private final Names names;
  private final boolean held;
  private final Map<String, String> values = new HashMap<>();

  /**
   * @param held whether names are those kept for tests
   */
  Cast(Chance chance, Words words, Names names, boolean held) {
    this.chance = chance;
    this.words = words;
    this.names = names;
    this.held = held;
  }

  String fill(String template) {
    return SLOT.matcher(template).replaceAll(found -> Matcher.quoteReplacement(filled(found)));
  }

  private String filled(MatchResult slot) {
    String article = slot.group(1) == null ? "" : slot.group(1);
    String kind = slot.group(2).toLowerCase(Locale.ROOT);
    String value = value(kind + slot.group(3));
    String shown = article.isEmpty() ? value : English.withArticle(value);
    String first = (article + slot.group(2)).substring(0, 1);
    return first.equals(first.toUpperCase(Locale.ROOT)) ? English.capital(shown) : shown;
  }

  /** What a slot holds. */
  String value(String slot) {
    String known = values.get(slot);
    if (known == null) {
      known = draw(slot.replaceFirst("\\d$", ""));
      while (values.containsValue(known)) {
        known = draw(slot.replaceFirst("\\d$", ""));
      }
      values.put(slot, known);
    }
    return known;
  }

  private String draw(String kind) {
    if (kind.equals("number")) {
      return English.number(chance.between(2, 12));
    }
    return NAMED.contains(kind) ? names.draw(chance, kind, held) : words.draw(chance, kind);
  }
}
