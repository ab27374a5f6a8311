package dev.pare.evaluate.metric;

import java.util.List;

/** How good one generated answer is. */
@FunctionalInterface
public interface AnswerMetric {
  /**
   * @param answer the generated text alone, without the prompt
   * @param references accepted answers, of which the best counts; for {@code constraints…} the
   *     constraints
   * @return from 0 to 1, higher is better, but for what only describes ({@link
   *     AnswerMetrics#hasBetter}); a blank answer scores 0 whatever the references are
   * @throws dev.pare.core.PareException if the references cannot be scored against: none, all
   *     blank, or not what the metric needs
   */
  double score(String answer, List<String> references);
}
