package dev.pare.evaluate.task;

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
        reference.requirePrompt(answer.prompt());
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
    Optional<ChosenHead> head = head(metric, answers);
    double[] scores = new double[answers.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score(Fold.base(metric), head, i, answers.get(i));
    }
    return loaded.units().fold(Fold.of(metric), scores);
  }

  /** What an answer to a sample is worth, by a metric of single samples. */
  double score(String metric, Optional<ChosenHead> head, int sample, Answer answer) {
    Sample asked = loaded.samples().get(sample);
    return metric.equals(Metrics.HEADS)
        ? head.orElseThrow().score(asked, answer)
        : Metrics.score(loaded.task(), metric, asked, answer);
  }

  /** The attention head that a metric scores; empty if it scores none. */
  Optional<ChosenHead> head(String metric, List<Answer> answers) {
    return Fold.base(metric).equals(Metrics.HEADS) && !answers.isEmpty()
        ? Optional.of(ChosenHead.of(loaded, answers))
        : Optional.empty();
  }

  /** Samples that the right choice shares with another: they count as wrong. */
  int ties(String metric, List<Answer> answers) {
    if (!(loaded.task().kind() instanceof RequestKind.Choices)) {
      return 0;
    }
    Optional<ChosenHead> head = head(metric, answers);
    int ties = 0;
    for (int i = 0; i < answers.size(); i++) {
      Sample sample = loaded.samples().get(i);
      Answer answer = answers.get(i);
      boolean tied =
          head.map(chosen -> chosen.tied(answer))
              .orElseGet(() -> Metrics.margin(Fold.base(metric), sample, answer) == 0);
      ties += tied && loaded.scored(sample) ? 1 : 0;
    }
    return ties;
  }
}
