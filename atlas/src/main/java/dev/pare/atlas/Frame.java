package dev.pare.atlas;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question, or a statement up to its object, with a place for the subject: {@code {s}}, {@code
 * {S}} at the start of a sentence, {@code {s's}} and {@code {S's}} in the possessive.
 *
 * @param text as it stands in the resource; a statement that ends in {@code " a"} wants the object
 *     with its indefinite article
 */
record Frame(String text) {
  private static final Pattern SUBJECT = Pattern.compile("\\{([sS])('s)?}");
  private static final String ARTICLE = " a";

  boolean wellFormed() {
    return SUBJECT.matcher(text).results().count() == 1
        && text.chars().filter(c -> c == '{').count() == 1
        && text.equals(text.strip());
  }

  /** What stands before the object, or the whole question. */
  String about(String subject) {
    Matcher place = SUBJECT.matcher(wantsArticle() ? text.substring(0, text.length() - 2) : text);
    return place.replaceAll(
        found -> {
          String name = found.group(2) == null ? subject : English.possessive(subject);
          boolean start = found.group(1).equals("S");
          return Matcher.quoteReplacement(start ? English.capital(name) : name);
        });
  }

  private boolean wantsArticle() {
    return text.endsWith(ARTICLE);
  }

  /** The object as this statement says it. */
  String object(String object) {
    return wantsArticle() ? English.withArticle(object) : object;
  }
}
