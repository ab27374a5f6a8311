package dev.pare.study;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers to questions about facts of one task in a result file of {@code pare evaluate}.
 *
 * @param metric that says whether an answer is right: 1 or 0
 * @param model whose answers they are
 * @param samples by fact
 */
record FactAnswers(
    String source, String task, String metric, String model, Map<String, JsonObject> samples) {
  private static final List<String> METRICS = List.of("exact-match", "acc");
  private static final String FIELDS = "fields";

  /**
   * @param wanted the task; the first that asks for facts if none is named
   * @throws PareException if the file is none of ours, or has no such task
   */
  static FactAnswers read(JsonObject result, Optional<String> wanted) {
    List<String> asked = new ArrayList<>();
    for (JsonObject task : result.objects("details")) {
      String name = task.requireString("task");
      List<JsonObject> samples = task.objects("samples");
      boolean facts =
          !samples.isEmpty()
              && samples.get(0).object(FIELDS).map(fields -> fields.has("fact")).orElse(false);
      if (facts && wanted.map(name::equals).orElse(true)) {
        return of(result, name, samples);
      }
      asked.add(name);
    }
    String among = asked.isEmpty() ? "" : " among " + String.join(", ", asked);
    throw new PareException(
        result.source(),
        wanted.map(task -> "has no answers to " + task).orElse("asks for no facts") + among,
        "give a result file of pare evaluate --suite kick-atlas or --task atlas-closed-question");
  }

  private static FactAnswers of(JsonObject result, String task, List<JsonObject> samples) {
    Map<String, JsonObject> byFact = new LinkedHashMap<>();
    for (JsonObject sample : samples) {
      String fact = sample.requireObject(FIELDS).requireString("fact");
      if (byFact.put(fact, sample) != null) {
        throw new PareException(
            result.source(), "asks for " + fact + " twice", "evaluate once more");
      }
    }
    JsonObject scores = samples.get(0).requireObject("scores");
    String metric =
        METRICS.stream()
            .filter(scores::has)
            .findFirst()
            .orElseThrow(
                () ->
                    new PareException(
                        result.source(),
                        task + " has neither of " + String.join(", ", METRICS),
                        "study a task that scores answers as right or wrong"));
    return new FactAnswers(result.source(), task, metric, result.requireString("model"), byFact);
  }

  /** Whether the answers of a baseline stand beside the model's. */
  boolean hasBaseline() {
    return samples.values().stream().allMatch(sample -> sample.has("baseline"));
  }

  /** Whether an answer, a sample's or its baseline's, is right. */
  boolean right(JsonObject answer) {
    double score =
        answer
            .requireObject("scores")
            .number(metric)
            .orElseThrow(
                () -> new PareException(source, "lacks a score of " + metric, "evaluate again"));
    if (score != 0 && score != 1) {
      throw new PareException(
          source, "has the " + metric + " " + score + " of one answer", "scores are 0 or 1");
    }
    return score == 1;
  }

  static String field(JsonObject sample, String name) {
    return sample.requireObject(FIELDS).requireString(name);
  }

  /** A right answer, where it is text. */
  static String answer(JsonObject sample) {
    List<String> references = sample.strings("references");
    return references.isEmpty() ? "" : references.get(0);
  }
}
