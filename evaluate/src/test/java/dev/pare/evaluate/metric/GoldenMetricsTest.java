package dev.pare.evaluate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/**
 * Scores of rouge_score, and of TriviaQA's and SQuAD's rules in Python: oracles/metric_golden.py.
 */
final class GoldenMetricsTest {
  private static final JsonObject GOLDEN =
      Json.readObject(
          "metrics.json",
          GoldenMetricsTest.class.getResourceAsStream("/dev/pare/evaluate/golden/metrics.json"));

  @Test
  void triviaQa() {
    assertScores("triviaQa", 150, "exact", "exact-match");
    assertScores("triviaQa", 150, "f1", "f1");
  }

  @Test
  void squad() {
    assertScores("squad", 150, "exact", "squad-exact-match");
    assertScores("squad", 150, "f1", "squad-f1");
  }

  @Test
  void rougeL() {
    assertScores("rougeL", 80, "rougeL", "rouge-l");
  }

  private static void assertScores(String cases, int count, String key, String name) {
    assertEquals(count, GOLDEN.objects(cases).size());
    for (JsonObject row : GOLDEN.objects(cases)) {
      double score =
          AnswerMetrics.named(name).score(row.requireString("answer"), row.strings("references"));
      assertEquals(row.number(key).get(), score, 1e-12, row.values().toString());
    }
  }
}
