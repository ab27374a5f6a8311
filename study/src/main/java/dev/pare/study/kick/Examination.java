package dev.pare.study.kick;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.suite.SuiteTask;
import dev.pare.evaluate.suite.Suites;
import dev.pare.evaluate.task.EvaluatedModel;
import dev.pare.evaluate.task.Evaluation;
import dev.pare.evaluate.task.EvaluationOptions;
import dev.pare.evaluate.task.EvaluationPlan;
import dev.pare.evaluate.task.RequestKind;
import dev.pare.evaluate.task.Task;
import dev.pare.evaluate.task.Tasks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What each model is asked: a suite's tasks, and whole texts for perplexity.
 *
 * @param asked the suite's tasks with the data that is there
 * @param text the task of whole texts
 */
record Examination(Suite suite, List<SuiteTask> asked, Task text, EvaluationOptions options) {
  /** The texts that belong to a suite; every other has {@link #TEXT}. */
  private static final Map<String, String> TEXTS = Map.of("kick-atlas", "atlas-text");

  private static final String TEXT = "wikitext";

  /**
   * @throws PareException if the suite, a task or its data is missing or malformed
   */
  static Examination of(StudiedModel dense, KickOptions options) {
    Suite suite = Suites.named(Suites.edition(options.suite(), dense::history));
    return new Examination(
        suite,
        SuiteTask.choose(suite, options.data()),
        text(options.text().orElse(TEXTS.getOrDefault(suite.name(), TEXT))),
        new EvaluationOptions(
            options.data(), options.limit(), options.seed(), Optional.of(options.answers())));
  }

  private static Task text(String name) {
    Task task = Tasks.named(name);
    if (!(task.kind() instanceof RequestKind.Rolling)) {
      throw new PareException(
          "task " + name, "is not about whole texts", "name one whose request is rolling");
    }
    return task;
  }

  private List<Task> tasks() {
    return Stream.concat(asked.stream().map(SuiteTask::task), Stream.of(text)).toList();
  }

  /** Family and task of the suite's, in order. */
  List<String> names() {
    return asked.stream().map(task -> task.family() + " " + task.task().name()).toList();
  }

  /** What the answers, and the verdicts on them, depend on beside the models. */
  Map<String, Object> key() {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("suite", suite.name() + " " + suite.version());
    key.put("judgedBy", asked.stream().map(task -> task.family() + " " + task.metric()).toList());
    key.put("text", text.name());
    key.put("questions", Evaluation.identity(tasks(), options));
    key.put("seed", options.seed());
    return key;
  }

  EvaluationPlan plan(EvaluatedModel model, Progress progress) {
    return EvaluationPlan.of(tasks(), model, options, progress);
  }

  SuiteResult ask(EvaluatedModel model, EvaluatedModel baseline, Progress progress) {
    return new SuiteResult(
        suite,
        asked,
        Evaluation.run(tasks(), model, Optional.of(baseline), options, progress),
        Optional.empty());
  }
}
