package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task's samples and what was said to them, in the same order.
 *
 * @param loaded the task, its data and samples
 * @param model the model's answers
 * @param baseline the baseline's, to the same prompts; empty where there is none
 */
record TaskAnswers(LoadedTask loaded, List<Answer> model, List<Answer> baseline) {
  static TaskAnswers of(
      LoadedTask loaded, Map<String, Answer> model, Optional<Map<String, Answer>> baseline) {
    List<Answer> own = new ArrayList<>();
    List<Answer> other = new ArrayList<>();
    for (Sample sample : loaded.samples()) {
      Answer answer = model.get(sample.id());
      own.add(answer);
      if (baseline.isPresent()) {
        Answer reference = baseline.get().get(sample.id());
        if (!reference.prompt().equals(answer.prompt())) {
          throw new PareException(
              sample.id(),
              "was another prompt for the baseline, whose context or tokenizer differs",
              "compare with the model that this one was made of");
        }
        other.add(reference);
      }
    }
    return new TaskAnswers(loaded, own, other);
  }

  /** A score a unit; {@code answers} are either model's. */
  double[] scores(String metric, List<Answer> answers) {
    if (answers.isEmpty()) {
      return new double[0];
    }
    double[] scores = new double[answers.size()];
    for (int i = 0; i < scores.length; i++) {
      Sample sample = loaded.samples().get(i);
      scores[i] = Metrics.score(loaded.task(), Fold.base(metric), sample, answers.get(i));
    }
    return Units.of(loaded.samples()).fold(Fold.of(metric), scores);
  }

  /** Samples that the right choice shares with another: they count as wrong. */
  int ties(String metric, List<Answer> answers) {
    if (!(loaded.task().kind() instanceof RequestKind.Choices)) {
      return 0;
    }
    int ties = 0;
    for (int i = 0; i < answers.size(); i++) {
      if (Metrics.margin(Fold.base(metric), loaded.samples().get(i), answers.get(i)) == 0) {
        ties++;
      }
    }
    return ties;
  }
}
