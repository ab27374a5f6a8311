package dev.pare.evaluate.metric;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What two answers are made into before they are compared: lower case, no punctuation, none of the
 * articles a, an, the, single spaces.
 *
 * <p>Where Unicode and the official scripts disagree, what looks the same is the same here ({@code
 * PlainText}), and all of Unicode's punctuation counts as such, not ASCII's alone. Where nothing
 * would be left, steps are undone: articles stay ("The The", "A"), then punctuation ("!!!").
 */
public enum NormalForm {
  /** As TriviaQA's evaluation script (M. Joshi et al., 2017): punctuation becomes a space. */
  TRIVIA_QA(" "),
  /**
   * As SQuAD's (P. Rajpurkar et al., 2016): punctuation vanishes, so 3.5 is 35, and 1,000 is 1000.
   */
  SQUAD("");

  private static final List<String> ARTICLES = List.of("a", "an", "the");

  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private final String insteadOfPunctuation;

  NormalForm(String insteadOfPunctuation) {
    this.insteadOfPunctuation = insteadOfPunctuation;
  }

  /** Blank only for a blank text. */
  public String of(String text) {
    String lower = PlainText.lowerCase(text);
    List<String> words = words(withoutPunctuation(lower));
    String bare =
        words.stream().filter(word -> !ARTICLES.contains(word)).collect(Collectors.joining(" "));
    if (!bare.isEmpty()) {
      return bare;
    }
    return words.isEmpty() ? String.join(" ", words(lower)) : String.join(" ", words);
  }

  private String withoutPunctuation(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (PlainText.isPunctuation(c)) {
                kept.append(insteadOfPunctuation);
              } else {
                kept.appendCodePoint(c);
              }
            });
    return kept.toString();
  }

  /** Between white space; none of an empty text. */
  static List<String> words(String text) {
    return SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }
}
