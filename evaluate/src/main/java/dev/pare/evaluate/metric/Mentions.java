package dev.pare.evaluate.metric;

import java.util.List;

/**
 * The share of the references that occur in the text as whole words: how much of what is known it
 * says. What else it says is not judged, so a longer text says no less.
 */
record Mentions() implements AnswerMetric {
  private static final AnswerMetric ONE = new FactoidHit(true);

  @Override
  public double score(String answer, List<String> references) {
    return AnswerMetrics.usable(references).stream()
        .distinct()
        .mapToDouble(reference -> ONE.score(answer, List.of(reference)))
        .average()
        .orElseThrow();
  }
}
