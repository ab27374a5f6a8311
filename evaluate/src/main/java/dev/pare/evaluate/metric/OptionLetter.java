package dev.pare.evaluate.metric;

import dev.pare.core.PareException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The option, A to J, that a generated answer chooses. In this order: the answer is a letter and
 * nothing else; it says "the answer is B" or alike, the last time; it begins with a marked letter,
 * {@code B.}, {@code B)}, {@code (B)} or {@code B:}; exactly one option is named as {@code (B)}
 * anywhere. Else it chooses none: the article in "A dog" and the two in "A or B" are no choice.
 */
public final class OptionLetter {
  private static final Pattern LONE = Pattern.compile("[(\\[*\"']*([A-Ja-j])[)\\].:,*\"']*");

  /** A and I before a further word are words themselves. */
  private static final String LETTER =
      "[(\\[*\"'{]{0,4}([A-J])(?![\\p{L}\\p{N}'])(?!(?<=[AI])\\h+[\\p{L}\\p{N}])(?!\\h+or\\b)";

  private static final Pattern SAID =
      Pattern.compile(
          "(?:(?i:answer|option|choice)\\h*(?:(?i:is|would be)\\h*:?|[:=])\\h*"
              + "(?:(?i:option|choice|letter)\\h+)?|\\\\boxed)"
              + LETTER);
  private static final Pattern LEADING =
      Pattern.compile("(?:[(\\[]([A-Ja-j])[)\\]]|([A-Ja-j])[.):](?!\\p{L}))(?!\\h+(?:or|and)\\b)");
  private static final Pattern NAMED = Pattern.compile("[(\\[]([A-J])[)\\]]");

  private OptionLetter() {}

  /** The option's letter as a capital. */
  public static Optional<String> of(String answer) {
    String text = PlainText.of(answer).strip();
    Matcher lone = LONE.matcher(text);
    if (lone.matches()) {
      return capital(lone.group(1));
    }
    Optional<String> said = SAID.matcher(text).results().reduce((a, b) -> b).map(r -> r.group(1));
    if (said.isPresent()) {
      return said;
    }
    Set<String> named = new LinkedHashSet<>();
    NAMED.matcher(text).results().forEach(result -> named.add(result.group(1)));
    Matcher leading = LEADING.matcher(text);
    if (leading.lookingAt()) {
      return capital(leading.group(1) == null ? leading.group(2) : leading.group(1));
    }
    return named.size() == 1 ? Optional.of(named.iterator().next()) : Optional.empty();
  }

  static double score(String answer, List<String> references) {
    List<String> right =
        AnswerMetrics.usable(references).stream().map(OptionLetter::letter).toList();
    return of(answer).filter(right::contains).isPresent() ? 1 : 0;
  }

  private static String letter(String reference) {
    Matcher lone = LONE.matcher(reference.strip());
    if (!lone.matches()) {
      throw new PareException(
          "reference '" + reference + "'", "is not a letter from A to J", "check the field map");
    }
    return capital(lone.group(1)).orElseThrow();
  }

  private static Optional<String> capital(String letter) {
    return Optional.of(letter.toUpperCase(Locale.ROOT));
  }
}
