package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts tasks to a model, and to the model that it was made of.
 *
 * <p>All data is read, and every prompt made, before the model computes anything: what is malformed
 * is told at once. Models are open one at a time, the baseline last.
 */
public final class Evaluation {
  private final List<LoadedTask> tasks = new ArrayList<>();
  private final EvaluationOptions options;
  private final Progress progress;

  private Evaluation(List<Task> tasks, EvaluationOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
    Set<String> names = new HashSet<>();
    for (Task task : tasks) {
      if (!names.add(task.name())) {
        throw new PareException("task " + task.name(), "is named twice", "name it once");
      }
      this.tasks.add(LoadedTask.load(task, options.data(), options.limit(), options.seed()));
    }
  }

  /**
   * @param baseline the model to compare with, usually the dense one
   * @throws PareException if data is missing or malformed, a model gives no probabilities, or the
   *     two models were not asked the same
   */
  public static EvaluationResult run(
      List<Task> tasks,
      EvaluatedModel model,
      Optional<EvaluatedModel> baseline,
      EvaluationOptions options,
      Progress progress) {
    return new Evaluation(tasks, options, progress).run(model, baseline);
  }

  private EvaluationResult run(EvaluatedModel model, Optional<EvaluatedModel> baseline) {
    long start = System.nanoTime();
    List<Map<String, Answer>> answers = ask("the model", model);
    List<Map<String, Answer>> references =
        baseline.map(other -> ask("the baseline", other)).orElse(List.of());
    List<TaskAnswers> answered = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      answered.add(
          TaskAnswers.of(
              tasks.get(i),
              answers.get(i),
              references.isEmpty() ? Optional.empty() : Optional.of(references.get(i))));
    }
    List<TaskAnswers> rated =
        TextRatings.rated(answered, baseline.orElse(model), options, progress);
    return EvaluationResult.of(model, baseline, options, rated, (System.nanoTime() - start) * 1e-9);
  }

  /** Every task's answers by sample. */
  private List<Map<String, Answer>> ask(String role, EvaluatedModel model) {
    try (ModelRun run = new ModelRun(role, model, tasks, options, progress)) {
      return run.answers();
    }
  }
}
