package dev.pare.evaluate.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * ROUGE-L (C.-Y. Lin, <i>ROUGE: A Package for Automatic Evaluation of Summaries</i>, 2004): the
 * longest common subsequence of words, as the harmonic mean of its shares of the answer and of the
 * reference; the best reference counts.
 *
 * <pre>{@code
 * F = 2 · lcs / (words of the answer + words of the reference)
 * }</pre>
 *
 * <p>Words are runs of a–z and 0–9 after lower-casing, nothing is stemmed, the text is one
 * sentence: the figures are those of Python's rouge_score package, rougeL with use_stemmer=False.
 * So it means nothing outside of ASCII's letters.
 */
public record RougeL() implements AnswerMetric {
  @Override
  public double score(String answer, List<String> references) {
    String[] given = words(answer);
    return AnswerMetrics.usable(references).stream()
        .mapToDouble(reference -> f(given, words(reference)))
        .max()
        .orElseThrow();
  }

  private static double f(String[] given, String[] expected) {
    int common = longestCommonSubsequence(given, expected);
    return common == 0 ? 0 : 2.0 * common / (given.length + expected.length);
  }

  private static String[] words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  private static int longestCommonSubsequence(String[] a, String[] b) {
    int[] row = new int[b.length + 1]; // row[j]: of the words of a so far and j words of b
    for (String word : a) {
      int diagonal = 0;
      for (int j = 1; j <= b.length; j++) {
        int above = row[j];
        row[j] = word.equals(b[j - 1]) ? diagonal + 1 : Math.max(above, row[j - 1]);
        diagonal = above;
      }
    }
    return row[b.length];
  }
}
