package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.lm.TokenSequence;
import dev.pare.core.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextRatingsTest {
  private static final String TASK =
      """
      name: said
      version: 1
      data: [{format: jsonl, files: [spoken.jsonl]}]
      request: generation
      prompt: "Q: {question}\\nA"
      stop: ["\\n"]
      tokens: 40
      metrics: [dense_likelihood]
      """;

  @TempDir private Path folder;
  private TaskFixture fixture;
  private final SpokenModel model = new SpokenModel();
  private final SpokenModel baseline = new SpokenModel();

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
    fixture.write("spoken.jsonl", "{\"question\": \"who?\"}\n{\"question\": \"where?\"}\n");
    model.speech = prompt -> prompt.contains("who") ? " an axe.\nno" : " b";
    baseline.speech = prompt -> prompt.contains("who") ? " " : " xyz";
  }

  private EvaluationResult run(EvaluationOptions options) {
    return Evaluation.run(
        List.of(fixture.task(TASK)),
        TaskFixture.evaluated("model", model),
        Optional.of(TaskFixture.evaluated("baseline", baseline)),
        options,
        Progress.none());
  }

  /** Token by token from the rater's own rows. */
  private static double expected(SpokenModel rater, String prompt, String text) {
    int[] ids = rater.tokenizer().encode(prompt + text, true);
    int first = rater.tokenizer().encode(prompt, true).length;
    double sum = 0;
    for (int t = first; t < ids.length; t++) {
      sum += rater.row(ids, t)[ids[t]];
    }
    return Math.exp(sum / (ids.length - first));
  }

  @Test
  void textsAreRatedByTheBaselinesOwnRows() {
    TaskResult row = run(fixture.options()).results().get(0);
    assertEquals(expected(baseline, "Q: who?\nA", " an axe."), row.scores().get(0), 1e-6);
    assertEquals(expected(baseline, "Q: where?\nA", " b"), row.scores().get(1), 1e-6);
    assertEquals(0, row.baselineScores().get(0), "a blank answer");
    assertEquals(expected(baseline, "Q: where?\nA", " xyz"), row.baselineScores().get(1), 1e-6);
    assertTrue(model.scored.isEmpty());
  }

  @Test
  void withoutABaselineTheModelRatesItself() {
    EvaluationResult result = fixture.run(model, TASK);
    assertEquals(
        expected(model, "Q: who?\nA", " an axe."), result.results().get(0).scores().get(0), 1e-6);
    assertEquals(" an axe.", result.answers().get(0).model().get(0).text());
  }

  /** Where joined they would begin otherwise, the prompt's tokens stay and the text has its own. */
  @ParameterizedTest
  @ValueSource(strings = {"Q: x|y", "Q: |b", "a|n"})
  void thePromptsTokensStay(String both) {
    String[] parts = both.split("\\|");
    PairEncoder encoder = new PairEncoder(model.tokenizer(), model.config());
    int[] prompt = encoder.prompt(parts[0]);
    ScoredSequence pair = encoder.answered(new TokenSequence(prompt), parts[0], parts[1]);
    assertEquals(prompt.length, pair.context().length());
    assertEquals(parts[1], model.tokenizer().decode(pair.targets().ids(), true));
  }

  @Test
  void ratingsAreKeptAndOtherTextsRatedAnew() {
    EvaluationOptions options = fixture.keeping(folder.resolve("answers"));
    EvaluationResult first = run(options);
    int rated = baseline.scored.size();
    int opened = baseline.closed;
    EvaluationResult again = run(options);
    assertEquals(first.results().get(0).scores(), again.results().get(0).scores());
    assertEquals(rated, baseline.scored.size());
    assertEquals(opened, baseline.closed);
    assertEquals(" b", again.answers().get(0).model().get(1).text());
    SpokenModel other = new SpokenModel();
    other.speech = prompt -> " zzz";
    EvaluationResult third =
        Evaluation.run(
            List.of(fixture.task(TASK)),
            TaskFixture.evaluated("other", other),
            Optional.of(TaskFixture.evaluated("baseline", baseline)),
            options,
            Progress.none());
    assertNotEquals(first.results().get(0).scores(), third.results().get(0).scores());
    assertEquals(first.results().get(0).baselineScores(), third.results().get(0).baselineScores());
  }

  /** The model that is its own baseline says the same texts: one file holds them, once. */
  @Test
  void theSameTextsTwiceAreNoOtherRun() {
    baseline.speech = model.speech;
    TaskResult row = run(fixture.keeping(folder.resolve("answers"))).results().get(0);
    assertEquals(row.scores(), row.baselineScores());
    assertEquals(1, baseline.scored.size());
  }

  @Test
  void whatTheModelHasNoRoomForIsLeftOut() {
    baseline.context = 60;
    model.context = 60;
    model.speech = prompt -> "z".repeat(90);
    TaskResult row = run(fixture.options()).results().get(0);
    assertEquals(expected(baseline, "Q: where?\nA", "z".repeat(40)), row.scores().get(1), 1e-6);
  }
}
