package dev.pare.evaluate.judge;

import dev.pare.evaluate.dataset.Sample;
import java.util.Optional;

/**
 * What a judge thinks of the answers to one question.
 *
 * @param model of the model's
 * @param baseline of the baseline's; empty where it was not rated for itself
 */
record Judgement(Sample sample, Rated model, Optional<Rated> baseline) {
  int unreadable() {
    return model.unreadable() + baseline.map(Rated::unreadable).orElse(0);
  }

  /** Whether the metric is there for all that was rated. */
  boolean has(String metric) {
    return model.scores().containsKey(metric)
        && baseline.map(rated -> rated.scores().containsKey(metric)).orElse(true);
  }
}
