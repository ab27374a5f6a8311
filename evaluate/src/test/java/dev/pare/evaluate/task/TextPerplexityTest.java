package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.progress.Progress;
import dev.pare.evaluate.statistics.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against sums over the models' own rows. */
final class TextPerplexityTest {
  private static final String ROLLING =
      """
      name: texts
      version: 1
      data: [{format: lines, files: [texts]}]
      request: rolling
      prompt: "{text}"
      metrics: [byte_likelihood]
      """;
  private static final int TEXTS = 40;

  @TempDir private Path folder;

  @Test
  void isOfEveryTokenOnce() {
    TaskFixture fixture = new TaskFixture(folder);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add("an apple %d a day xy ".formatted(i).repeat(1 + i % 3).strip());
    }
    fixture.write("texts", String.join("\n", texts));
    SpokenModel dense = new SpokenModel();
    SpokenModel other = new SpokenModel();
    other.twist = 0.6;
    double own = 0;
    double reference = 0;
    int tokens = 0;
    for (String text : texts) {
      int[] ids = dense.tokenizer().encode(text, true);
      for (int t = 1; t < ids.length; t++, tokens++) {
        own -= other.row(ids, t)[ids[t]];
        reference -= dense.row(ids, t)[ids[t]];
      }
    }
    EvaluationResult result =
        Evaluation.run(
            List.of(fixture.task(ROLLING)),
            TaskFixture.evaluated("other", other),
            Optional.of(TaskFixture.evaluated("dense", dense)),
            fixture.options(),
            Progress.none());
    TextPerplexity found = result.results().get(0).perplexity().orElseThrow();
    TextPerplexity.Beside beside = found.baseline().orElseThrow();
    assertEquals(tokens, found.tokens());
    assertEquals(Math.exp(own / tokens), found.perplexity(), 1e-3);
    assertEquals(Math.exp(reference / tokens), beside.perplexity(), 1e-3);
    assertEquals(found.perplexity() / beside.perplexity(), beside.ratio(), 1e-9);
    assertTrue(found.interval().contains(found.perplexity()));
    assertTrue(beside.ratioInterval().contains(beside.ratio()));
    Map<?, ?> row = (Map<?, ?>) ((List<?>) result.json().get("tasks")).get(0);
    Map<?, ?> json = (Map<?, ?>) row.get("perplexity");
    assertEquals(
        List.of(
            "value",
            "low",
            "high",
            "tokens",
            "baselineValue",
            "baselineLow",
            "baselineHigh",
            "ratio",
            "ratioLow",
            "ratioHigh",
            "verdict"),
        List.copyOf(json.keySet()));
    TextPerplexity alone = fixture.run(other, ROLLING).results().get(0).perplexity().orElseThrow();
    assertEquals(found.perplexity(), alone.perplexity());
    assertTrue(alone.baseline().isEmpty());
  }

  private static Answer answer(double logProbability, int tokens) {
    Likelihood likelihood = new Likelihood(logProbability, tokens, false);
    return new Answer("id", "prompt", 0, false, List.of(likelihood), "", "", "");
  }

  /**
   * Texts of ten tokens each whose difference is 10·{@code each} nats, half of them {@code spread}
   * above, half below.
   */
  private static TextPerplexity beside(double each, double spread, int otherTokens) {
    List<Answer> model = new ArrayList<>();
    List<Answer> baseline = new ArrayList<>();
    List<List<Integer>> units = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      baseline.add(answer(-20, otherTokens));
      model.add(answer(-20 - 10 * each - (i % 2 == 0 ? spread : -spread), 10));
      units.add(List.of(i));
    }
    return TextPerplexity.of(new Units(units), model, baseline, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, YES",
    "-1, 0.5, YES",
    "0.048, 0, YES",
    "0.049, 0, NO",
    "0.02, 0.2, YES",
    "0.049, 0.5, UNDECIDED",
    "0.02, 5, UNDECIDED",
    "0.3, 0.5, NO",
    "Infinity, 0, NO"
  })
  void matchesWithinFivePercent(double each, double spread, Verdict expected) {
    assertEquals(expected, beside(each, spread, 10).baseline().orElseThrow().verdict());
  }

  @Test
  void countsOfOtherTokensAreNotCompared() {
    assertFalse(beside(0, 0, 11).baseline().isPresent());
  }
}
