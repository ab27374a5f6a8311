package dev.pare.evaluate.task;

import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.Holm;
import dev.pare.evaluate.statistics.TaskComparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an evaluation found: a {@link TaskResult} for each task and metric. */
public final class EvaluationResult {
  private final EvaluatedModel model;
  private final Optional<EvaluatedModel> baseline;
  private final EvaluationOptions options;
  private final List<TaskAnswers> answers;
  private final List<TaskResult> results = new ArrayList<>();
  private final List<Holm.Adjusted> adjusted;
  private final Times times;

  private EvaluationResult(
      EvaluatedModel model,
      Optional<EvaluatedModel> baseline,
      EvaluationOptions options,
      List<TaskAnswers> answers,
      Times times) {
    this.model = model;
    this.baseline = baseline;
    this.options = options;
    this.answers = answers;
    this.times = times;
    for (TaskAnswers task : answers) {
      Optional<TaskDivergence> divergence =
          TaskDivergence.of(
              Units.of(task.loaded().samples(), task.loaded()::scored),
              task.model(),
              options.seed());
      Optional<TextPerplexity> perplexity = perplexity(task);
      for (String metric : task.loaded().task().metrics()) {
        results.add(result(task, metric, divergence, perplexity));
      }
    }
    adjusted = Holm.over(results.stream().flatMap(result -> result.comparison().stream()).toList());
  }

  static EvaluationResult of(
      EvaluatedModel model,
      Optional<EvaluatedModel> baseline,
      EvaluationOptions options,
      List<TaskAnswers> answers,
      Times times) {
    return new EvaluationResult(model, baseline, options, answers, times);
  }

  private Optional<TextPerplexity> perplexity(TaskAnswers task) {
    return task.loaded().task().kind() instanceof RequestKind.Rolling
        ? Optional.of(
            TextPerplexity.of(task.loaded().units(), task.model(), task.baseline(), options.seed()))
        : Optional.empty();
  }

  private TaskResult result(
      TaskAnswers task,
      String metric,
      Optional<TaskDivergence> divergence,
      Optional<TextPerplexity> perplexity) {
    double[] scores = task.scores(metric, task.model());
    double[] reference = task.scores(metric, task.baseline());
    double chance = task.loaded().chance(metric);
    double scale = Metrics.scale(metric, scores, reference);
    return new TaskResult(
        task.loaded().task(),
        metric,
        Arrays.stream(scores).boxed().toList(),
        Arrays.stream(reference).boxed().toList(),
        chance,
        task.ties(metric, task.model()),
        task.loaded().units().samples(),
        task.head(metric, task.model()),
        task.head(metric, task.baseline()),
        Figure.of(scores, scale, options.seed()),
        baseline.map(other -> compare(metric, scores, reference, chance, scale)),
        divergence,
        perplexity);
  }

  private TaskComparison compare(
      String metric, double[] scores, double[] reference, double chance, double scale) {
    return Metrics.hasBetter(metric)
        ? TaskComparison.of(scores, reference, chance, options.seed())
        : TaskComparison.withoutVerdict(scores, reference, scale, options.seed());
  }

  public String model() {
    return model.name();
  }

  public Optional<String> baseline() {
    return baseline.map(EvaluatedModel::name);
  }

  /** By task, in the order they were named, then by metric. */
  public List<TaskResult> results() {
    return results;
  }

  /** The p-values and verdicts of {@link #results}, corrected for all of them; empty alone. */
  public List<Holm.Adjusted> adjusted() {
    return adjusted;
  }

  /** The verdict on one of {@link #results} for people; empty without a baseline. */
  public String verdict(int index) {
    return results
        .get(index)
        .comparison()
        .map(comparison -> EvaluationJson.inWords(comparison, adjusted.get(index)))
        .orElse("");
  }

  /** What was generated, for each task that a judge may rate. */
  public Map<Task, List<Transcript>> judged() {
    Map<Task, List<Transcript>> judged = new LinkedHashMap<>();
    for (TaskAnswers task : answers) {
      if (task.loaded().task().kind() instanceof RequestKind.Generation kind
          && kind.judged().isPresent()) {
        judged.put(task.loaded().task(), Transcript.of(task, kind));
      }
    }
    return judged;
  }

  public EvaluationOptions options() {
    return options;
  }

  List<TaskAnswers> answers() {
    return answers;
  }

  Optional<EvaluatedModel> reference() {
    return baseline;
  }

  EvaluatedModel evaluated() {
    return model;
  }

  /** Wall time, models' loading included. */
  public double seconds() {
    return times.seconds();
  }

  /** How fast the model answered. */
  public Speed speed() {
    return times.model();
  }

  /** How fast the baseline did. */
  public Optional<Speed> baselineSpeed() {
    return times.baseline();
  }

  /** The table's figures as JSON: keys as DESIGN.md promises them. */
  public Map<String, Object> json() {
    return EvaluationJson.of(this);
  }

  /** The same with every sample, and all that is needed to repeat it. */
  public Map<String, Object> fullJson() {
    return EvaluationJson.withSamples(this);
  }
}
