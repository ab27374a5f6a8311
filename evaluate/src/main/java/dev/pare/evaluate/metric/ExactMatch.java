package dev.pare.evaluate.metric;

import java.util.List;

/** 1 if the answer is one of the references, both in their normal form. */
record ExactMatch(NormalForm form) implements AnswerMetric {
  @Override
  public double score(String answer, List<String> references) {
    List<String> usable = AnswerMetrics.usable(references);
    String given = form.of(answer);
    return !given.isEmpty() && usable.stream().map(form::of).anyMatch(given::equals) ? 1 : 0;
  }
}
