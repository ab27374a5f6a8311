package dev.pare.evaluate.judge;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A preference in a judge's reply: {@code [[A]]}, {@code [[B]]} or {@code [[C]]}; else JSON such as
 * {@code {"verdict": "A"}}; else {@code Verdict: A}; else a reply that is nothing but the verdict.
 * What says two things is unreadable: nothing is guessed.
 */
final class PreferenceReader {
  private static final String WORD = "(?:answer\\s*|option\\s*|assistant\\s*)?(A|B|C|tie|draw)";
  private static final Pattern MARK =
      Pattern.compile("\\[\\[\\s*" + WORD + "\\s*]]", Pattern.CASE_INSENSITIVE);
  private static final Pattern LABELLED =
      Pattern.compile(
          "\\b(?:verdict|winner|preference)\\b[\\s*_\"'`]*[:=][\\s*_\"'`\\[(]*"
              + WORD
              + "\\b(?!\\s*(?:or|and|/)\\b)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WHOLE =
      Pattern.compile(
          "[\\s*_\"'`\\[(]*" + WORD + "[\\s*_\"'`\\])]*\\.?\\s*", Pattern.CASE_INSENSITIVE);
  private static final List<String> KEYS = List.of("verdict", "winner", "preference");

  private PreferenceReader() {}

  /** Empty if the reply is unreadable. */
  static Optional<Preference> read(String reply) {
    ReplyText text = new ReplyText(reply);
    List<MatchResult> marks = text.all(MARK);
    if (!marks.isEmpty()) {
      return agreed(marks);
    }
    Set<Preference> objects = EnumSet.noneOf(Preference.class);
    for (Map<String, Object> object : text.objects()) {
      for (String key : KEYS) {
        whole(String.valueOf(object.get(key))).ifPresent(objects::add);
      }
    }
    if (!objects.isEmpty()) {
      return ReplyText.agreed(objects);
    }
    List<MatchResult> labelled = text.all(LABELLED);
    return labelled.isEmpty() ? whole(text.text()) : agreed(labelled);
  }

  private static Optional<Preference> whole(String text) {
    Matcher matcher = WHOLE.matcher(text);
    return matcher.matches() ? Optional.of(preference(matcher.group(1))) : Optional.empty();
  }

  private static Optional<Preference> agreed(List<MatchResult> found) {
    Set<Preference> said = EnumSet.noneOf(Preference.class);
    found.forEach(match -> said.add(preference(match.group(1))));
    return ReplyText.agreed(said);
  }

  private static Preference preference(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "A" -> Preference.FIRST;
      case "B" -> Preference.SECOND;
      default -> Preference.NEITHER;
    };
  }
}
