package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.chat.ChatMessage;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.judge.Judge;
import dev.pare.evaluate.judge.JudgedResult;
import dev.pare.evaluate.judge.JudgedRow;
import dev.pare.evaluate.judge.Judging;
import dev.pare.evaluate.judge.PairTally;
import dev.pare.evaluate.statistics.Holm;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.evaluate.suite.Suite;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.suite.SuiteTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judges of a few lines, whose verdicts are known beforehand. */
final class JudgingTest {
  private static final String DATA = "{\"question\": \"what is %d?\", \"answers\": [\"ref %d\"]}\n";

  @TempDir private Path folder;
  private TaskFixture fixture;
  private final SpokenModel model = new SpokenModel();
  private final SpokenModel baseline = new SpokenModel();
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      lines.append(DATA.formatted(i, i));
    }
    fixture.write("spoken.jsonl", lines.toString());
    model.speech = prompt -> " mine" + prompt.replaceAll("\\D", "");
    baseline.speech = prompt -> " theirs" + prompt.replaceAll("\\D", "");
  }

  private EvaluationResult evaluate(String kind, EvaluationOptions options) {
    return Evaluation.run(
        List.of(fixture.task(TaskFixture.GENERATION + "judge: " + kind + "\n")),
        TaskFixture.evaluated("model", model),
        Optional.of(TaskFixture.evaluated("baseline", baseline)),
        options,
        Progress.none());
  }

  private Judge judge(UnaryOperator<String> replies) {
    return new Judge(
        "judge",
        "judge 1",
        messages -> {
          String text = messages.get(messages.size() - 1).content();
          assertEquals(List.of("system", "user"), roles(messages));
          asked.add(text);
          return replies.apply(text);
        });
  }

  private static List<String> roles(List<ChatMessage> messages) {
    return messages.stream().map(ChatMessage::role).toList();
  }

  private JudgedResult judge(String kind, UnaryOperator<String> replies) {
    return Judging.run(evaluate(kind, fixture.options()), judge(replies), Progress.none());
  }

  /** The model's answer where it stands: A or B. */
  private static String mine(String prompt) {
    return prompt.indexOf("mine") < prompt.indexOf("theirs") ? "A" : "B";
  }

  @Test
  void aWinNeedsBothOrders() {
    JudgedRow row = judge("pairwise", prompt -> "[[" + mine(prompt) + "]]").rows().get(0);
    assertEquals(8, asked.size());
    assertTrue(asked.get(0).contains("<answer-A>\nmine0\n"), asked.get(0));
    assertTrue(asked.get(1).contains("<answer-A>\ntheirs0\n"), asked.get(1));
    assertEquals(new PairTally(4, 0, 0, 0, 4), row.pairs().orElseThrow());
    assertEquals(1, row.figure().orElseThrow().value());
    assertEquals(0, row.comparison().orElseThrow().baseline().value());
    assertEquals(1, row.comparison().orElseThrow().difference().value());
  }

  @Test
  void whoAlwaysPrefersTheFirstAgreesNeverAndSaysNothing() {
    JudgedResult result = judge("pairwise", prompt -> "Verdict: [[A]]");
    JudgedRow row = result.rows().get(0);
    assertEquals(new PairTally(0, 0, 4, 0, 0), row.pairs().orElseThrow());
    assertEquals(0, row.pairs().orElseThrow().agreement());
    assertEquals(0.5, row.figure().orElseThrow().value());
    assertEquals(0, row.comparison().orElseThrow().difference().value());
    assertEquals("", result.verdict(row));
    assertEquals(4, result.json().get(0).get("ties"));
  }

  @Test
  void oneTextIsATieThatNobodyIsAskedAbout() {
    baseline.speech = model.speech;
    JudgedRow row = judge("pairwise", prompt -> "[[A]]").rows().get(0);
    assertEquals(List.of(), asked);
    assertEquals(new PairTally(0, 0, 4, 4, 0), row.pairs().orElseThrow());
    assertTrue(Double.isNaN(row.pairs().orElseThrow().agreement()));
  }

  @Test
  void whatCannotBeReadIsCountedAndLeftOut() {
    JudgedRow row =
        judge(
                "pairwise",
                prompt ->
                    prompt.contains("mine2")
                        ? mine(prompt).equals("A") ? "[[A]] or [[B]]" : "[[B]]"
                        : "[[" + mine(prompt) + "]]")
            .rows()
            .get(0);
    assertEquals(1, row.unreadable());
    assertEquals(4, row.samples());
    assertEquals(3, row.figure().orElseThrow().n());

    JudgedResult none = judge("score", prompt -> "no");
    assertEquals(8, none.rows().get(0).unreadable());
    assertEquals(Optional.empty(), none.rows().get(0).figure());
    assertEquals(0, none.json().get(0).get("n"));
  }

  @Test
  void axesAreTenthsAndComparedInPairs() {
    JudgedResult result =
        judge(
            "score",
            prompt ->
                "{\"coherence\": %d, \"consistency\": 4, \"fluency\": 10, \"relevance\": 5}"
                    .formatted(prompt.contains("mine") ? 6 : 8));
    assertTrue(asked.get(0).contains("<reference>\nref 0\n"), asked.get(0));
    assertEquals(
        List.of("coherence", "consistency", "fluency", "relevance", "rating"),
        result.rows().stream().map(JudgedRow::metric).toList());
    JudgedRow coherence = result.rows().get(0);
    assertEquals(0.6, coherence.figure().orElseThrow().value(), 1e-12);
    assertEquals(0.8, coherence.comparison().orElseThrow().baseline().value(), 1e-12);
    assertEquals(0.25, coherence.comparison().orElseThrow().matching().loss(), 1e-12);
    assertEquals(0.625, result.rows().get(4).figure().orElseThrow().value(), 1e-12);
  }

  /** Correcting for the suite's own metric alone, not for what else the task tells. */
  @Test
  void aFamilyIsJudgedByTheMetricThatWasChosen() {
    baseline.speech = prompt -> " ref " + prompt.replaceAll("\\D", "");
    String yaml = TaskFixture.GENERATION.replace("[exact-match]", "[exact-match, f1, rouge-l]");
    EvaluationResult result =
        Evaluation.run(
            List.of(fixture.task(yaml)),
            TaskFixture.evaluated("model", model),
            Optional.of(TaskFixture.evaluated("baseline", baseline)),
            fixture.options(),
            Progress.none());
    Task task = result.results().get(0).task();
    SuiteTask asked = new SuiteTask("f", task, "exact-match", List.of());
    Suite suite = new Suite("s", 1, "", "", List.of(new Suite.Family("f", "", List.of())));
    double own = result.results().get(0).comparison().orElseThrow().difference().pValue();
    SuiteResult alone = new SuiteResult(suite, List.of(asked), result, Optional.empty());
    Holm.Adjusted headline = alone.headlines().get(0).adjusted().orElseThrow();
    assertEquals(own, headline.differencePValue(), 1e-12);
    assertTrue(result.adjusted().get(0).differencePValue() >= 2 * own);
  }

  /** Neither model is ever right by the metric; the judge sees one fall, in four samples. */
  @Test
  void aFamilyIsWhatAJudgeSaysToo() {
    EvaluationResult result = evaluate("score", fixture.options());
    Task task = result.results().get(0).task();
    Suite.Family family = new Suite.Family("f", "", List.of());
    Suite suite = new Suite("s", 1, "", "", List.of(family));
    SuiteTask asked = new SuiteTask("f", task, task.metrics().get(0), List.of());
    SuiteResult alone = new SuiteResult(suite, List.of(asked), result, Optional.empty());
    assertEquals(Map.of("f", Verdict.AT_CHANCE), alone.families());

    String rating = "{\"coherence\": %d, \"consistency\": 4, \"fluency\": 4, \"relevance\": 4}";
    Judge judge = judge(prompt -> rating.formatted(prompt.contains("mine") ? 6 : 8));
    JudgedResult judged = Judging.run(result, judge, Progress.none());
    SuiteResult both = new SuiteResult(suite, List.of(asked), result, Optional.of(judged));
    assertEquals(Optional.of(Verdict.UNDECIDED), both.rating(asked));
    assertEquals(Map.of("f", Verdict.UNDECIDED), both.families());
  }

  @Test
  void bothModelsAreJudgedAgainstTheReference() {
    JudgedRow row =
        judge("pairwise-reference", prompt -> prompt.contains("mine") ? "[[C]]" : "[[A]]")
            .rows()
            .get(0);
    assertEquals(16, asked.size());
    assertEquals(new PairTally(0, 0, 4, 0, 4), row.pairs().orElseThrow());
    assertEquals(0.5, row.comparison().orElseThrow().baseline().value(), "first is no win");
  }

  /** Gone at every request in turn: each is asked once in all, and the figures are the same. */
  @Test
  void goesOnAfterAnInterruptionAndAsksNothingTwice() throws IOException {
    EvaluationOptions keeping = fixture.keeping(folder.resolve("kept"));
    EvaluationResult answers = evaluate("pairwise", keeping);
    UnaryOperator<String> right = prompt -> "[[" + mine(prompt) + "]]";
    for (int i = 0; i < 8; i++) {
      int before = i;
      Judge leaving =
          judge(
              prompt -> {
                if (asked.size() > before + 1) {
                  asked.remove(asked.size() - 1);
                  throw new PareException("judge", "is gone", "");
                }
                return right.apply(prompt);
              });
      if (i < 7) {
        assertThrows(PareException.class, () -> Judging.run(answers, leaving, Progress.none()));
      } else {
        assertEquals(4, tally(answers, leaving).wins());
      }
    }
    assertEquals(8, asked.size());
    assertEquals(8, asked.stream().distinct().count());
    assertEquals(4, tally(answers, judge(right)).wins());
    assertEquals(8, asked.size());

    Path kept;
    try (var files = Files.list(folder.resolve("kept"))) {
      kept = files.filter(f -> f.getFileName().toString().startsWith("judge-")).toList().get(0);
    }
    Files.writeString(kept, Files.readString(kept).replaceFirst("\\{", "<"));
    PareException damaged = assertThrows(PareException.class, () -> tally(answers, judge(right)));
    assertTrue(damaged.getMessage().contains(".jsonl:1: damaged"), damaged.getMessage());
  }

  private static PairTally tally(EvaluationResult answers, Judge judge) {
    return Judging.run(answers, judge, Progress.none()).rows().get(0).pairs().orElseThrow();
  }

  @Test
  void saysBeforehandWhatIsMissing() {
    Task plain = fixture.task(TaskFixture.GENERATION);
    Task pairs = fixture.task(TaskFixture.GENERATION + "judge: pairwise\n");
    assertRefused("nothing to rate", () -> Judging.require(List.of(plain), true));
    assertRefused("--baseline", () -> Judging.require(List.of(pairs), false));
    assertRefused(
        "unknown \"judge\" \"pair\"; known are score, pairwise, pairwise-reference",
        () -> fixture.task(TaskFixture.GENERATION + "judge: pair\n"));
    fixture.write("spoken.jsonl", "{\"question\": \"q\"}\n");
    Task free =
        fixture.task(
            TaskFixture.GENERATION.replace("exact-match", "distinct-2")
                + "judge: pairwise-reference\n");
    EvaluationResult result =
        Evaluation.run(
            List.of(free),
            TaskFixture.evaluated("model", model),
            Optional.empty(),
            fixture.options(),
            Progress.none());
    assertRefused(
        "spoken.jsonl#1: has no reference",
        () -> Judging.run(result, judge(prompt -> "[[A]]"), Progress.none()));
  }

  private static void assertRefused(String told, Runnable action) {
    PareException refused = assertThrows(PareException.class, action::run);
    assertTrue(refused.getMessage().contains(told), refused.getMessage());
  }
}
