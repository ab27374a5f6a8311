package dev.pare.evaluate.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that answer and reference share, counted as often as both have them, as the harmonic
 * mean of their shares of the answer and of the reference; the best reference counts.
 *
 * <pre>{@code
 * F1 = 2 · shared / (words of the answer + words of the reference)
 * }</pre>
 */
record TokenF1(NormalForm form) implements AnswerMetric {
  @Override
  public double score(String answer, List<String> references) {
    List<String> given = NormalForm.words(form.of(answer));
    return AnswerMetrics.usable(references).stream()
        .mapToDouble(reference -> f1(given, NormalForm.words(form.of(reference))))
        .max()
        .orElseThrow();
  }

  private static double f1(List<String> given, List<String> expected) {
    Map<String, Integer> left = new HashMap<>();
    expected.forEach(word -> left.merge(word, 1, Integer::sum));
    int shared = 0;
    for (String word : given) {
      if (left.merge(word, -1, Integer::sum) >= 0) {
        shared++;
      }
    }
    return shared == 0 ? 0 : 2.0 * shared / (given.size() + expected.size());
  }
}
