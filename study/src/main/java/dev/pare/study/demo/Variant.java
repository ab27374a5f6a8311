package dev.pare.study.demo;

import dev.pare.core.recipe.CompressionResult;
import dev.pare.evaluate.statistics.Figure;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.suite.SuiteResult.Headline;
import dev.pare.evaluate.task.EvaluationJson;
import dev.pare.evaluate.task.TaskDivergence;
import dev.pare.evaluate.task.TaskResult;
import dev.pare.evaluate.task.TextPerplexity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One compressed model beside the dense one.
 *
 * @param method whose ladder it stands on
 * @param size the rung's name
 * @param name of its files, where they are kept
 * @param bytes of all weights, scales included
 * @param bitsPerWeight 8 · bytes / parameters
 * @param compressionSeconds until it was written
 * @param headlines each task of the suite by the metric that its family is judged by
 * @param families the verdict on each family
 * @param text what held-out text showed: perplexity and divergence
 */
public record Variant(
    String method,
    String size,
    String name,
    long bytes,
    double bitsPerWeight,
    double compressionSeconds,
    List<Headline> headlines,
    Map<String, Verdict> families,
    TaskResult text) {
  /**
   * @param textTask whose result is that of held-out text
   */
  static Variant of(
      String method,
      String size,
      String name,
      CompressionResult made,
      SuiteResult suite,
      String textTask) {
    TaskResult text =
        suite.evaluation().results().stream()
            .filter(result -> result.task().name().equals(textTask))
            .findFirst()
            .orElseThrow();
    return new Variant(
        method,
        size,
        name,
        made.bytes(),
        made.bitsPerWeight(),
        made.seconds(),
        suite.headlines(),
        suite.families(),
        text);
  }

  public TextPerplexity perplexity() {
    return text.perplexity().orElseThrow();
  }

  /** Perplexity beside the dense model's. */
  public TextPerplexity.Beside besideDense() {
    return perplexity().baseline().orElseThrow();
  }

  /** From the dense model, on held-out text. */
  public TaskDivergence divergence() {
    return text.divergence().orElseThrow();
  }

  Departure.Step family(String family) {
    Verdict verdict = families.get(family);
    Headline deciding =
        headlines.stream()
            .filter(headline -> headline.asked().family().equals(family))
            .filter(headline -> headline.adjusted().orElseThrow().verdict() == verdict)
            .findFirst()
            .orElseThrow();
    Change change = Change.of(deciding.result().comparison().orElseThrow().matching());
    return new Departure.Step(size, verdict, change);
  }

  Departure.Step perplexityStep() {
    return new Departure.Step(size, besideDense().verdict(), Change.of(besideDense()));
  }

  Map<String, Object> json(boolean kept) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("method", method);
    json.put("size", size);
    if (kept) {
      json.put("output", name);
    }
    json.put("bytes", bytes);
    json.put("bitsPerWeight", bitsPerWeight);
    json.put("compressionSeconds", compressionSeconds);
    json.put("perplexity", perplexity().json());
    Map<String, Object> kl = new LinkedHashMap<>();
    kl.put("mean", divergence().mean().value());
    kl.put("low", divergence().interval().low());
    kl.put("high", divergence().interval().high());
    kl.put("sameTop", divergence().sameTop());
    kl.put("truncation", divergence().truncation());
    json.put("kl", kl);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Headline headline : headlines) {
      Map<String, Object> row = row(headline, headline.result().figure());
      EvaluationJson.compare(
          row, headline.result().comparison().orElseThrow(), headline.adjusted().orElseThrow());
      rows.add(row);
    }
    json.put("families", rows);
    return json;
  }

  /** A figure of one task, the model's own or the dense one's. */
  static Map<String, Object> row(Headline headline, Figure figure) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("family", headline.asked().family());
    row.put("task", headline.asked().task().name());
    row.put("metric", headline.asked().metric());
    row.put("value", figure.value());
    row.put("low", figure.interval().low());
    row.put("high", figure.interval().high());
    row.put("n", figure.n());
    return row;
  }
}
