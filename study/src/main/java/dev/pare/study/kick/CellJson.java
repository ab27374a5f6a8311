package dev.pare.study.kick;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.suite.SuiteResult.Headline;
import dev.pare.evaluate.task.EvaluationJson;
import dev.pare.evaluate.task.TaskDivergence;
import dev.pare.evaluate.task.TaskResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a cell found, as JSON: {@link CellResult} reads it. */
final class CellJson {
  private CellJson() {}

  /**
   * @param text the task of whole texts
   */
  static Map<String, Object> of(Cell cell, Checkpoint made, SuiteResult result, String text) {
    TaskResult texts =
        result.evaluation().results().stream()
            .filter(row -> row.task().name().equals(text))
            .findFirst()
            .orElseThrow();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pruning", cell.pruner().method());
    json.put("amount", cell.amount().name());
    json.put("sparsity", cell.amount().sparsity());
    json.put("pattern", cell.amount().structured() ? cell.amount().pattern().toString() : null);
    putSize(json, made);
    AppliedStep step = made.history().get(made.history().size() - 1);
    json.put("settings", step.settings());
    json.put("pruningSeconds", step.run().map(AppliedStep.Run::seconds).orElse(null));
    json.put("askingSeconds", result.evaluation().seconds());
    json.put("perplexity", texts.perplexity().orElseThrow().json());
    json.put("kl", divergence(texts.divergence().orElseThrow()));
    List<Map<String, Object>> families = new ArrayList<>();
    for (Suite.Family family : result.suite().families()) {
      families.add(family(family.name(), result));
    }
    json.put("families", families);
    return json;
  }

  private static void putSize(Map<String, Object> json, Checkpoint made) {
    long bytes = made.names().stream().mapToLong(n -> made.tensor(n).byteSize()).sum();
    long weights = made.names().stream().mapToLong(n -> made.tensor(n).shape().size()).sum();
    json.put("bytes", bytes);
    json.put("bitsPerWeight", 8.0 * bytes / weights);
  }

  private static Map<String, Object> divergence(TaskDivergence divergence) {
    Map<String, Object> kl = new LinkedHashMap<>();
    kl.put("mean", divergence.mean().value());
    kl.put("low", divergence.interval().low());
    kl.put("high", divergence.interval().high());
    kl.put("sameTop", divergence.sameTop());
    kl.put("truncation", divergence.truncation());
    return kl;
  }

  private static Map<String, Object> family(String name, SuiteResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("family", name);
    Verdict verdict = result.families().get(name);
    json.put("verdict", verdict == Verdict.NONE ? null : EvaluationJson.inJson(verdict));
    List<Map<String, Object>> tasks = new ArrayList<>();
    for (Headline headline : result.headlines()) {
      if (headline.asked().family().equals(name)) {
        tasks.add(row(headline));
      }
    }
    json.put("tasks", tasks);
    return json;
  }

  private static Map<String, Object> row(Headline headline) {
    TaskResult result = headline.result();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("task", headline.asked().task().name());
    row.put("metric", headline.asked().metric());
    row.put("value", result.figure().value());
    row.put("low", result.figure().interval().low());
    row.put("high", result.figure().interval().high());
    row.put("n", result.figure().n());
    row.put("chance", result.chance());
    EvaluationJson.compare(
        row, result.comparison().orElseThrow(), headline.adjusted().orElseThrow());
    return row;
  }

  /** Each unit's score by task: of the metrics that families are judged by. */
  static Map<String, Object> scores(SuiteResult result) {
    Map<String, Object> scores = new LinkedHashMap<>();
    result.headlines().forEach(h -> scores.put(h.asked().task().name(), h.result().scores()));
    return scores;
  }
}
