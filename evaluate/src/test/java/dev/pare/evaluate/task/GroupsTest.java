package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.dataset.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples that are one unit of statistics, and questions in several orders. */
final class GroupsTest {
  private static final String TWINS =
      TaskFixture.GENERATION.replace(
          "[exact-match]",
          "[exact-match, exact-match_all, exact-match_first, exact-match_memorised]");

  private static final String PERMUTED =
      """
      name: permuted
      version: 1
      data: [{format: jsonl, files: [toy.jsonl]}]
      request: choices
      prompt: "{question}\\n{options}\\nAnswer:"
      continuation: " {letter}"
      permute: 4
      metrics: [acc, acc_all, acc_first]
      """;

  @TempDir private Path folder;
  private TaskFixture fixture;
  private final SpokenModel model = new SpokenModel();

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
  }

  /** Question, the answer that is right, and the group, or "". */
  private static String line(String question, String right, String group) {
    String of = group.isEmpty() ? "" : ", \"group\": \"%s\"".formatted(group);
    return "{\"question\": \"%s\", \"answers\": [\"%s\"]%s}\n".formatted(question, right, of);
  }

  private void writeTwins() {
    fixture.write(
        "spoken.jsonl",
        line("a", "yes", "one")
            + line("b", "yes", "two")
            + line("b2", "yes", "two")
            + line("a2", "no", "one")
            + line("c", "no", "three")
            + line("c2", "yes", "three")
            + line("d", "yes", ""));
  }

  private static double value(EvaluationResult result, int metric) {
    return result.results().get(metric).figure().value();
  }

  @Test
  void aGroupIsOneUnitWhereverItsMembersStand() {
    writeTwins();
    model.speech = prompt -> " yes"; // right: a, b, b2, c2, d
    EvaluationResult result = fixture.run(model, TWINS);
    assertEquals((0.5 + 1 + 0.5 + 1) / 4, value(result, 0), 1e-12);
    assertEquals(2 / 4.0, value(result, 1), 1e-12); // two, d
    assertEquals(3 / 4.0, value(result, 2), 1e-12); // one, two, d
    assertEquals(1 / 4.0, value(result, 3), 1e-12); // one: right on a, wrong on a2
    for (TaskResult row : result.results()) {
      assertEquals(4, row.figure().n());
      assertEquals(4, row.scores().size());
      assertEquals(7, row.samples());
    }
    assertEquals(List.of(0.5, 1.0, 0.5, 1.0), result.results().get(0).scores());
  }

  @Test
  void whatIsMemorisedHasNoVerdict() {
    writeTwins();
    model.speech = prompt -> " yes";
    SpokenModel baseline = new SpokenModel();
    baseline.speech = prompt -> prompt.contains("2") ? " no" : " yes";
    EvaluationResult result =
        Evaluation.run(
            List.of(fixture.task(TWINS)),
            TaskFixture.evaluated("model", model),
            Optional.of(TaskFixture.evaluated("baseline", baseline)),
            fixture.options(),
            Progress.none());
    assertEquals("no verdict: neither more nor less is better", result.verdict(3));
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> rows = (List<Map<String, Object>>) result.json().get("tasks");
    assertNull(rows.get(3).get("verdict"));
    assertEquals(0.0, (double) rows.get(3).get("difference"), 1e-12); // one against two
    assertEquals(2, rows.get(3).get("flips"));
    assertNotEquals(null, rows.get(0).get("verdict"));
  }

  @Test
  void aLimitDrawsWholeGroups() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      lines.append(line("q" + i, "yes", i % 3 == 2 ? "" : "g" + i / 6));
    }
    fixture.write("spoken.jsonl", lines.toString());
    Set<String> smaller = new HashSet<>();
    for (int limit : new int[] {1, 7, 20, 30}) {
      LoadedTask loaded =
          LoadedTask.load(
              fixture.task(TaskFixture.GENERATION), Optional.empty(), Optional.of(limit), 3);
      List<List<Integer>> units = loaded.units().members();
      assertEquals(Math.min(limit, 30), units.size());
      for (List<Integer> unit : units) {
        boolean group = loaded.samples().get(unit.get(0)).fields().containsKey(Sample.GROUP);
        assertEquals(group ? 4 : 1, unit.size());
      }
      Set<String> ids = new HashSet<>(loaded.samples().stream().map(Sample::id).toList());
      assertTrue(ids.containsAll(smaller));
      smaller = ids;
    }
  }

  private List<Sample> permuted(String yaml, long seed) {
    return LoadedTask.load(fixture.task(yaml), Optional.empty(), Optional.empty(), seed).samples();
  }

  @Test
  void ordersAreDifferentTheFirstAsPublishedAndTheRightChoiceGoesAlong() {
    fixture.writeChoices(20);
    List<Sample> samples = permuted(PERMUTED, 0);
    assertEquals(80, samples.size());
    for (int q = 0; q < 20; q++) {
      List<Sample> orders = samples.subList(4 * q, 4 * q + 4);
      String id = "toy.jsonl#" + (q + 1);
      List<String> published = List.of("an apple", "" + q * 8, "b" + "xy".repeat(q % 5));
      assertEquals(published, orders.get(0).texts(Sample.CHOICES));
      assertEquals(4, new HashSet<>(orders.stream().map(o -> o.texts("choices")).toList()).size());
      for (int i = 0; i < 4; i++) {
        Sample one = orders.get(i);
        assertEquals(id, one.unit());
        assertEquals(i == 0 ? id : id + "~" + (i + 1), one.id());
        assertEquals("" + q * 8, one.texts(Sample.CHOICES).get(one.answerIndex()));
        assertEquals(Set.copyOf(published), Set.copyOf(one.texts(Sample.CHOICES)));
        if (i > 0) {
          List<?> order = (List<?>) one.fields().get(Permutation.ORDER);
          for (int c = 0; c < 3; c++) {
            String at = published.get(((Long) order.get(c)).intValue());
            assertEquals(at, one.texts(Sample.CHOICES).get(c));
          }
        }
      }
    }
    assertEquals(samples, permuted(PERMUTED, 0));
    assertNotEquals(samples, permuted(PERMUTED, 1));
  }

  @Test
  void thereAreNoMoreOrdersThanThereAre() {
    fixture.write(
        "toy.jsonl",
        """
        {"question": "q", "choices": ["x", "y"], "answer": 0}
        {"question": "r", "choices": ["x", "y", "z"], "answer": 0}
        {"question": "s", "choices": ["x"], "answer": 0}
        """);
    String most = PERMUTED.replace("permute: 4", "permute: 120");
    assertEquals(2 + 6 + 1, permuted(most, 0).size());
  }

  @Test
  void scoresOfOrdersAreThoseOfTheirAnswers() {
    fixture.writeChoices(30);
    EvaluationResult result = fixture.run(model, PERMUTED);
    TaskAnswers answers = result.answers().get(0);
    double mean = 0;
    double all = 0;
    double first = 0;
    for (int q = 0; q < 30; q++) {
      int right = 0;
      for (int i = 4 * q; i < 4 * q + 4; i++) {
        Sample sample = answers.loaded().samples().get(i);
        List<Double> sums =
            answers.model().get(i).likelihoods().stream().map(Likelihood::logProbability).toList();
        boolean best = java.util.Collections.max(sums).equals(sums.get(sample.answerIndex()));
        right += best ? 1 : 0;
        first += best && i == 4 * q ? 1 / 30.0 : 0;
      }
      mean += right / 120.0;
      all += right == 4 ? 1 / 30.0 : 0;
    }
    assertEquals(mean, value(result, 0), 1e-12);
    assertEquals(all, value(result, 1), 1e-12);
    assertEquals(first, value(result, 2), 1e-12);
    assertEquals(30, result.results().get(0).figure().n());
    result.results().forEach(row -> assertEquals(1 / 3.0, row.chance(), 1e-12));
  }

  @Test
  void aQuestionIsNoExampleOfItselfInAnotherOrder() {
    fixture.writeChoices(5);
    String shots = "shots: {count: 4, from: [{format: jsonl, files: [toy.jsonl]}]}\n";
    LoadedTask loaded =
        LoadedTask.load(fixture.task(PERMUTED + shots), Optional.empty(), Optional.empty(), 0);
    for (Sample sample : loaded.samples()) {
      List<String> examples = new ArrayList<>();
      loaded.shots(sample).forEach(example -> examples.add(example.text(Sample.QUESTION)));
      assertEquals(4, examples.size());
      assertFalse(examples.contains(sample.text(Sample.QUESTION)));
    }
  }

  @Test
  void anotherSeedsOrdersAreAskedAnew() {
    fixture.writeChoices(5);
    for (long seed : new long[] {0, 1, 1}) {
      EvaluationOptions options =
          new EvaluationOptions(
              Optional.empty(), Optional.empty(), seed, Optional.of(folder.resolve("answers")));
      fixture.run(model, PERMUTED, options);
    }
    assertEquals(2, model.scored.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permute: 4          | permute: 1           | \"permute\" is 1",
        "permute: 4          | permute: 121         | \"permute\" is 121, more than 120",
        "permute: 4          | permute: all         | \"permute\" is all, not an integer",
        "\\n{options}        | .                    | \"permute\" changes nothing",
        "acc_first           | acc_some             | unknown metric \"acc_some\"",
        "acc_first           | _first               | unknown metric \"_first\"",
        "acc_first           | acc_all_first        | unknown metric \"acc_all_first\"",
      })
  void refusesByName(String good, String bad, String named) {
    String yaml = PERMUTED.replace(good, bad).replace(" {letter}", " {choice}");
    PareException failure = assertThrows(PareException.class, () -> fixture.task(yaml));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }
}
