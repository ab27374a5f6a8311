package dev.pare.evaluate.metric;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Set;

/**
 * 1 if a reference occurs in the generated text, lower-cased (LLM-KICK's factoid QA), with one
 * spelling of quotes, hyphens and letters.
 *
 * @param wholeWords whether letters or digits may not go on at either end of it: "us" then is not
 *     found in "because", nor 19 in 1912. Scripts that leave no space between words are exempt
 */
record FactoidHit(boolean wholeWords) implements AnswerMetric {
  private static final Set<UnicodeScript> UNSPACED =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  @Override
  public double score(String answer, List<String> references) {
    String text = spaced(answer);
    return AnswerMetrics.usable(references).stream()
            .map(FactoidHit::spaced)
            .anyMatch(reference -> occurs(reference, text))
        ? 1
        : 0;
  }

  private static String spaced(String text) {
    return String.join(" ", NormalForm.words(PlainText.lowerCase(text)));
  }

  private boolean occurs(String reference, String text) {
    for (int at = text.indexOf(reference); at >= 0; at = text.indexOf(reference, at + 1)) {
      if (!wholeWords || (breaks(text, at) && breaks(text, at + reference.length()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word may end before {@code index} and another begin there. */
  private static boolean breaks(String text, int index) {
    return index == 0
        || index == text.length()
        || !joins(text.codePointBefore(index))
        || !joins(text.codePointAt(index));
  }

  private static boolean joins(int c) {
    return (Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK)
        && !UNSPACED.contains(UnicodeScript.of(c));
  }
}
