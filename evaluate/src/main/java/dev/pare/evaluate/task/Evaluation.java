package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonWriting;
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
 * is told at once. Models are open one at a time, the baseline first, for the other is compared
 * with what it gave.
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

  /**
   * A hash of what answers depend on beside the model: the tasks, their data, and which samples of
   * it are asked. SHA-256 in lower-case hexadecimal.
   *
   * @throws PareException if data is missing or malformed
   */
  public static String identity(List<Task> tasks, EvaluationOptions options) {
    StringBuilder keys = new StringBuilder();
    for (LoadedTask task : new Evaluation(tasks, options, Progress.none()).tasks) {
      keys.append(JsonWriting.toLine(task.key(options.seed()))).append('\n');
    }
    return Hashes.sha256(keys.toString());
  }

  private EvaluationResult run(EvaluatedModel model, Optional<EvaluatedModel> baseline) {
    long start = System.nanoTime();
    Optional<Asked> reference =
        baseline.map(other -> ask("the baseline", other, Distributions.kept()));
    Distributions distributions =
        baseline
            .map(other -> Distributions.compared(other.identity(), reference.get().answers()))
            .orElseGet(Distributions::unread);
    Asked asked = ask("the model", model, distributions);
    List<TaskAnswers> answered = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      int number = i;
      answered.add(
          TaskAnswers.of(
              tasks.get(i),
              asked.answers().get(i),
              reference.map(other -> other.answers().get(number))));
    }
    List<TaskAnswers> rated =
        TextRatings.rated(answered, baseline.orElse(model), options, progress);
    return EvaluationResult.of(
        model,
        baseline,
        options,
        rated,
        new Times(asked.speed(), reference.map(Asked::speed), (System.nanoTime() - start) * 1e-9));
  }

  /**
   * @param answers every task's by sample
   */
  private record Asked(List<Map<String, Answer>> answers, Speed speed) {}

  private Asked ask(String role, EvaluatedModel model, Distributions distributions) {
    try (ModelRun run = new ModelRun(role, model, tasks, distributions, options, progress)) {
      return new Asked(run.answers(), run.speed());
    }
  }
}
