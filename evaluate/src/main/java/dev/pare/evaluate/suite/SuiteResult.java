package dev.pare.evaluate.suite;

import dev.pare.evaluate.judge.JudgedResult;
import dev.pare.evaluate.judge.JudgedRow;
import dev.pare.evaluate.statistics.Holm;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.task.EvaluationJson;
import dev.pare.evaluate.task.EvaluationResult;
import dev.pare.evaluate.task.TaskResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a suite found: its evaluation, and what that means for each family.
 *
 * @param asked the suite's tasks, those that the evaluation was of
 * @param judged what a judge thinks of their answers, where one was asked
 */
public record SuiteResult(
    Suite suite,
    List<SuiteTask> asked,
    EvaluationResult evaluation,
    Optional<JudgedResult> judged) {
  private static final List<Verdict> BY_WEIGHT =
      List.of(Verdict.NO, Verdict.UNDECIDED, Verdict.YES, Verdict.AT_CHANCE, Verdict.NONE);

  public SuiteResult {
    asked = List.copyOf(asked);
  }

  /**
   * A task by the metric that its family is judged by.
   *
   * @param adjusted p-values and verdict, corrected for the suite's headlines alone: they were
   *     chosen before anything was asked, what else a task tells does not count; empty without a
   *     baseline
   */
  public record Headline(SuiteTask asked, TaskResult result, Optional<Holm.Adjusted> adjusted) {
    /** The verdict for people, or "". */
    public String words() {
      return adjusted
          .map(verdict -> EvaluationJson.inWords(result.comparison().orElseThrow(), verdict))
          .orElse("");
    }
  }

  /** One for each of {@link #asked}. */
  public List<Headline> headlines() {
    List<TaskResult> results = asked.stream().map(this::result).toList();
    List<Holm.Adjusted> adjusted =
        Holm.over(results.stream().flatMap(result -> result.comparison().stream()).toList());
    List<Headline> headlines = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Optional<Holm.Adjusted> own =
          adjusted.isEmpty() ? Optional.empty() : Optional.of(adjusted.get(i));
      headlines.add(new Headline(asked.get(i), results.get(i), own));
    }
    return headlines;
  }

  private TaskResult result(SuiteTask task) {
    return evaluation.results().stream()
        .filter(result -> result.task().name().equals(task.task().name()))
        .filter(result -> result.metric().equals(task.metric()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The verdict on each family, in the suite's order: no if any of its tasks no longer matches, by
   * its metric or by a judge's rating, yes if one does and none is undecided, at chance if all are.
   * Empty without a baseline.
   */
  public Map<String, Verdict> families() {
    Map<String, Verdict> families = new LinkedHashMap<>();
    for (Headline headline : headlines()) {
      headline
          .adjusted()
          .map(Holm.Adjusted::verdict)
          .ifPresent(v -> families.merge(headline.asked().family(), v, SuiteResult::together));
    }
    for (SuiteTask task : asked) {
      rating(task).ifPresent(v -> families.merge(task.family(), v, SuiteResult::together));
    }
    return families;
  }

  /** The verdict of a judge's rating of a task's answers; empty if there is none. */
  public Optional<Verdict> rating(SuiteTask asked) {
    return judged.flatMap(
        result ->
            result.rows().stream()
                .filter(row -> row.metric().equals(JudgedRow.RATING))
                .filter(row -> row.task().name().equals(asked.task().name()))
                .flatMap(row -> result.adjusted(row).stream())
                .map(Holm.Adjusted::verdict)
                .findFirst());
  }

  /** Two tasks of a family together. */
  static Verdict together(Verdict one, Verdict other) {
    return BY_WEIGHT.indexOf(one) <= BY_WEIGHT.indexOf(other) ? one : other;
  }

  /** The evaluation's figures as JSON, and the families'. */
  public Map<String, Object> json() {
    return with(evaluation.json());
  }

  /** The same with every sample, and all that is needed to repeat it. */
  public Map<String, Object> fullJson() {
    return with(evaluation.fullJson());
  }

  private Map<String, Object> with(Map<String, Object> json) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("name", suite.name());
    own.put("version", suite.version());
    own.put("citation", suite.citation());
    own.put("families", suite.families().stream().map(this::family).toList());
    json.put("suite", own);
    return json;
  }

  private Map<String, Object> family(Suite.Family family) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("family", family.name());
    json.put("description", family.description());
    Verdict verdict = families().get(family.name());
    json.put("verdict", verdict == null ? null : EvaluationJson.inJson(verdict));
    List<Map<String, Object>> tasks = new ArrayList<>();
    for (Headline headline : headlines()) {
      SuiteTask task = headline.asked();
      if (task.family().equals(family.name())) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("task", task.task().name());
        entry.put("metric", task.metric());
        entry.put("absent", task.absent());
        headline
            .adjusted()
            .ifPresent(
                adjusted -> {
                  entry.put("verdict", EvaluationJson.inJson(adjusted.verdict()));
                  entry.put("verdictText", headline.words());
                });
        rating(task).ifPresent(rated -> entry.put("ratingVerdict", EvaluationJson.inJson(rated)));
        tasks.add(entry);
      }
    }
    json.put("tasks", tasks);
    return json;
  }
}
