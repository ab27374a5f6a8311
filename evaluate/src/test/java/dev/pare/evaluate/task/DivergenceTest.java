package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the divergence over the models' own whole rows. */
final class DivergenceTest {
  private static final String ROLLING =
      """
      name: texts
      version: 1
      data: [{format: lines, files: [texts]}]
      request: rolling
      prompt: "{text}"
      metrics: [byte_likelihood]
      """;

  @TempDir private Path folder;
  private TaskFixture fixture;
  private final SpokenModel dense = new SpokenModel();
  private final SpokenModel other = new SpokenModel();
  private final List<Double> exact = new ArrayList<>();
  private int same;

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
    other.twist = 0.4;
  }

  private EvaluationResult run(String task, EvaluationOptions options) {
    return Evaluation.run(
        List.of(fixture.task(task)),
        TaskFixture.evaluated("other", other),
        Optional.of(TaskFixture.evaluated("dense", dense)),
        options,
        Progress.none());
  }

  private void expect(int[] ids, int first) {
    for (int t = first; t < ids.length; t++) {
      double[] p = dense.row(ids, t);
      double[] q = other.row(ids, t);
      double sum = 0;
      for (int v = 0; v < p.length; v++) {
        sum += Math.exp(p[v]) * (p[v] - q[v]);
      }
      exact.add(sum);
      same += top(p) == top(q) ? 1 : 0;
    }
  }

  private static int top(double[] row) {
    double max = Arrays.stream(row).max().orElseThrow();
    int top = 0;
    while (row[top] < max) {
      top++;
    }
    return top;
  }

  private TaskDivergence check(EvaluationResult result) {
    TaskDivergence found = result.results().get(0).divergence().orElseThrow();
    double mean = exact.stream().mapToDouble(value -> value).average().orElseThrow();
    assertEquals(exact.size(), found.positions());
    assertTrue(found.least() <= mean + 1e-5 && mean <= found.most() + 1e-5, found + " of " + mean);
    assertEquals(mean, found.mean().value(), 0.05 * mean);
    assertEquals(found.mean().value() - found.least(), found.truncation(), 1e-9);
    assertEquals((double) same / exact.size(), found.sameTop(), 1e-9);
    double[] sorted = exact.stream().mapToDouble(value -> value).sorted().toArray();
    assertEquals(sorted[sorted.length / 2], found.median(), 0.1 * mean);
    assertTrue(found.percentile99() > found.median());
    return found;
  }

  @Test
  void ofTheRightChoicesTokens() {
    fixture.writeChoices(60);
    for (int i = 0; i < 60; i++) {
      String context = "Question: what is %d and %d?\nAnswer:".formatted(i, i * 7);
      int[] ids = dense.tokenizer().encode(context + " " + i * 8, true);
      int[] alone = dense.tokenizer().encode(context, true);
      System.arraycopy(alone, 0, ids, 0, alone.length);
      expect(ids, alone.length);
    }
    EvaluationResult result = run(TaskFixture.CHOICES, fixture.options());
    TaskDivergence found = check(result);
    assertEquals(60, found.mean().units());
    assertTrue(found.interval().low() < found.mean().value());
    Map<?, ?> row = (Map<?, ?>) ((List<?>) result.json().get("tasks")).get(1);
    assertEquals(
        List.of(
            "mean", "low", "high", "median", "percentile99", "sameTop", "positions", "truncation"),
        List.copyOf(((Map<?, ?>) row.get("kl")).keySet()).subList(0, 8).stream()
            .map(String::valueOf)
            .toList());
    assertFalse(result.fullJson().toString().contains("rows="), "what is kept is not a result");
  }

  @Test
  void ofWholeTexts() {
    fixture.write("texts", "an apple a day xy ".repeat(20) + "\n" + "b and e. ".repeat(20));
    for (String text : List.of("an apple a day xy ".repeat(20), "b and e. ".repeat(20))) {
      expect(dense.tokenizer().encode(text, true), 1);
    }
    check(run(ROLLING, fixture.options()));
  }

  /** Whatever the other model says itself. */
  @Test
  void ofTheBaselinesOwnAnswer() {
    StringBuilder questions = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      questions.append("{\"question\": \"%d?\", \"answers\": [\"a\"]}\n".formatted(i));
      int[] prompt = dense.tokenizer().encode("Q: %d?\nA:".formatted(i), true);
      int[] said = dense.tokenizer().encode(" Rome it is\n", false);
      int[] ids = Arrays.copyOf(prompt, prompt.length + said.length);
      System.arraycopy(said, 0, ids, prompt.length, said.length);
      expect(ids, prompt.length);
    }
    fixture.write("spoken.jsonl", questions.toString());
    dense.speech = prompt -> " Rome it is\nQ: and so on";
    other.speech = prompt -> "no";
    check(run(TaskFixture.GENERATION, fixture.options()));
  }

  @Test
  void thereIsNoneBesideASilentBaselineOrAlone() {
    fixture.writeQuestion("what?", "that");
    EvaluationResult result = run(TaskFixture.GENERATION, fixture.options());
    assertTrue(result.results().get(0).divergence().isEmpty());
    fixture.writeChoices(3);
    EvaluationResult alone = fixture.run(dense, TaskFixture.CHOICES);
    assertTrue(alone.results().get(0).divergence().isEmpty());
  }

  @Test
  void aModelIsNoDistanceFromItself() {
    fixture.writeChoices(30);
    other.twist = 0;
    TaskDivergence found =
        run(TaskFixture.CHOICES, fixture.options()).results().get(0).divergence().orElseThrow();
    assertEquals(0, found.mean().value(), 1e-5);
    assertEquals(1, found.sameTop());
  }

  @Test
  void answersKeepItAndDependOnTheBaseline() throws IOException {
    fixture.writeChoices(50);
    EvaluationOptions keeping = fixture.keeping(folder.resolve("answers"));
    EvaluationResult first = run(TaskFixture.CHOICES, keeping);
    int asked = other.scored.size();
    EvaluationResult second = run(TaskFixture.CHOICES, keeping);
    assertEquals(asked, other.scored.size());
    assertEquals(first.json().get("tasks"), second.json().get("tasks"));
    assertEquals(150, first.speed().requests());
    assertEquals(0, second.speed().requests());
    assertTrue(first.speed().tokens() > 150 && first.speed().seconds() > 0);
    fixture.run(other, TaskFixture.CHOICES, keeping);
    try (Stream<Path> files = Files.list(folder.resolve("answers"))) {
      assertEquals(3, files.count(), "the baseline, another beside it, and that one alone");
    }
  }

  @Test
  void damagedDistributionsAreNamed() throws IOException {
    fixture.writeChoices(5);
    EvaluationOptions keeping = fixture.keeping(folder.resolve("answers"));
    run(TaskFixture.CHOICES, keeping);
    List<Path> files;
    try (Stream<Path> list = Files.list(folder.resolve("answers"))) {
      files = list.toList();
    }
    for (String[] damage :
        new String[][] {
          {"\"rows\":\"", "\"rows\":\"!"},
          {"\"rows\":\"", "\"rows\":\"AAAA"},
          {"\"vocabulary\":136", "\"vocabulary\":3"},
          {"\"said\":[", "\"said\":[-1"},
          {"\"sameTop\":[", "\"sameTop\":[1,"},
          {"\"least\":[", "\"least\":[0.1,"},
        }) {
      for (Path file : files) {
        String text = Files.readString(file);
        if (text.contains(damage[0])) {
          Files.writeString(file, text.replace(damage[0], damage[1]));
          PareException failure =
              assertThrows(PareException.class, () -> run(TaskFixture.CHOICES, keeping));
          assertTrue(failure.getMessage().contains("damaged"), failure.getMessage());
          Files.writeString(file, text);
        }
      }
    }
  }
}
