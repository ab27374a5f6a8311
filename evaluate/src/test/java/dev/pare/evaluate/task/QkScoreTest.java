package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.dataset.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention heads that choose, against a loop over the model's own queries and keys. */
final class QkScoreTest {
  private static final String TASK =
      """
      name: heads
      version: 1
      data: [{format: jsonl, files: [toy.jsonl]}]
      request: choices
      prompt: "{question}\\n{options}\\nAnswer:"
      continuation: " {letter}"
      metrics: [acc, qk_acc]
      """;

  @TempDir private Path folder;
  private TaskFixture fixture;
  private final ProbedModel model = new ProbedModel(7); // no two of its scores are close

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
  }

  private static EvaluatedModel evaluated(String name, ProbedModel model) {
    return new EvaluatedModel(name, name, () -> model);
  }

  private EvaluationResult run(String task, EvaluationOptions options) {
    return Evaluation.run(
        List.of(fixture.task(task)),
        evaluated("model", model),
        Optional.empty(),
        options,
        Progress.none());
  }

  private EvaluationResult run(String task) {
    return run(task, fixture.options());
  }

  private List<Question> questions(LoadedTask loaded) {
    PairEncoder encoder = new PairEncoder(model.tokenizer(), model.config());
    return new Questions(loaded, encoder, new ChatForm(Optional.empty())).all();
  }

  /** What each head of a model chooses, from the text alone; the text has only its own lines. */
  private static String brute(ProbedModel model, String context, int options) {
    int[] ids = model.tokenizer().encode(context, true);
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (model.tokenizer().token(ids[i]).equals("\n")) {
        ends.add(i);
      }
    }
    ends = ends.subList(ends.size() - options, ends.size());
    StringBuilder all = new StringBuilder();
    for (int layer = 0; layer < ProbedModel.LAYERS; layer++) {
      all.append(layer > 0 ? " " : "");
      float[] q = model.vectors(true, ids, layer, ids.length - 1);
      for (int head = 0; head < ProbedModel.HEADS; head++) {
        double best = Double.NEGATIVE_INFINITY;
        char choice = '?';
        for (int option = 0; option < options; option++) {
          float[] k = model.vectors(false, ids, layer, ends.get(option));
          double sum = 0;
          for (int d = 0; d < ProbedModel.WIDTH; d++) {
            sum += q[head * ProbedModel.WIDTH + d] * k[head / 2 * ProbedModel.WIDTH + d];
          }
          if (sum > best) {
            best = sum;
            choice = (char) ('A' + option);
          }
        }
        all.append(choice);
      }
    }
    return all.toString();
  }

  private static String context(int i) {
    return "what is %d and %d?\nA. an apple\nB. %d\nC. b%s\nAnswer:"
        .formatted(i, i * 7, i * 8, "xy".repeat(i % 5));
  }

  /** The share of right answers, B, among some samples, of every head; the first best of all. */
  private static ChosenHead best(List<Answer> answers) {
    ChosenHead best = new ChosenHead(0, 0, -1, 0);
    for (int layer = 0; layer < ProbedModel.LAYERS; layer++) {
      for (int head = 0; head < ProbedModel.HEADS; head++) {
        int at = layer * (ProbedModel.HEADS + 1) + head;
        long right = answers.stream().filter(answer -> answer.heads().charAt(at) == 'B').count();
        double share = (double) right / answers.size();
        best = share > best.accuracy() ? new ChosenHead(layer, head, share, answers.size()) : best;
      }
    }
    return best;
  }

  private static List<Answer> only(TaskAnswers answers, List<Answer> of, boolean scored) {
    return of.stream()
        .filter(
            answer ->
                scored
                    == answers.loaded().scored(answers.loaded().samples().get(of.indexOf(answer))))
        .toList();
  }

  @Test
  void everyHeadsChoiceIsTheLargestProduct() {
    fixture.writeChoices(40);
    List<Answer> answers = run(TASK).answers().get(0).model();
    for (int i = 0; i < 40; i++) {
      assertEquals(brute(model, context(i), 3), answers.get(i).heads());
    }
  }

  @Test
  void theBestHeadOfTheSamplesSetApartSpeaksForTheOthers() {
    fixture.writeChoices(90);
    ProbedModel other = new ProbedModel(2);
    EvaluationResult result =
        Evaluation.run(
            List.of(fixture.task(TASK)),
            evaluated("model", model),
            Optional.of(evaluated("baseline", other)),
            fixture.options(),
            Progress.none());
    TaskAnswers answers = result.answers().get(0);
    TaskResult acc = result.results().get(0);
    TaskResult heads = result.results().get(1);
    assertEquals(70, acc.figure().n(), "the same samples for every metric");
    assertEquals(70, heads.figure().n());
    assertEquals(70, heads.samples());
    assertEquals(1 / 3.0, heads.chance(), 1e-12);
    assertEquals(best(only(answers, answers.model(), false)), heads.head().orElseThrow());
    ChosenHead baseline = best(only(answers, answers.baseline(), false));
    assertEquals(baseline, heads.baselineHead().orElseThrow());
    assertEquals(20, baseline.samples());
    int at = baseline.layer() * (ProbedModel.HEADS + 1) + baseline.head();
    List<Answer> scored = only(answers, answers.baseline(), true);
    assertEquals(70, scored.size());
    double right = scored.stream().filter(a -> a.heads().charAt(at) == 'B').count();
    assertEquals(right / 70, heads.comparison().orElseThrow().baseline().value(), 1e-12);
    String json = JsonWriting.toString(result.fullJson());
    assertTrue(json.contains("validationAccuracy"), json);
    assertEquals(20, json.split("\"validation\"", -1).length - 1);
  }

  @Test
  void aTwentiethIsSetApartButTwentyAtLeast() {
    for (int[] sizes : new int[][] {{21, 20}, {400, 20}, {401, 21}, {1000, 50}}) {
      fixture.writeChoices(sizes[0]);
      LoadedTask loaded =
          LoadedTask.load(fixture.task(TASK), Optional.empty(), Optional.empty(), 5);
      assertEquals(sizes[1], loaded.validation().size());
      assertEquals(sizes[0] - sizes[1], loaded.units().samples());
    }
    fixture.writeChoices(20);
    PareException failure = assertThrows(PareException.class, () -> run(TASK));
    assertEquals(
        "task heads: has 20 questions, of which 20 are to choose a head; ask more, or leave out"
            + " qk_acc",
        failure.getMessage());
  }

  /** A question's orders are set apart together, and each order has its own lines. */
  @Test
  void ordersAreSetApartTogether() {
    fixture.writeChoices(30);
    EvaluationResult result = run(TASK.replace("qk_acc]", "qk_acc, qk_acc_all]\npermute: 3"));
    LoadedTask loaded = result.answers().get(0).loaded();
    Set<String> apart = new HashSet<>();
    for (Sample sample : loaded.samples()) {
      if (!loaded.scored(sample)) {
        apart.add(sample.unit());
      }
    }
    assertEquals(20, apart.size());
    assertEquals(10, result.results().get(2).figure().n());
    assertEquals(30, result.results().get(2).samples());
    assertEquals(60, result.results().get(2).head().orElseThrow().samples());
  }

  @Test
  void linesWithinAnOptionDoNotEndIt() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      lines.append(
          "{\"question\": \"q\\n%d\", \"choices\": [\"x\\ny\", \"z\"], \"answer\": 1}\n"
              .formatted(i));
    }
    fixture.write("toy.jsonl", lines.toString());
    LoadedTask loaded = LoadedTask.load(fixture.task(TASK), Optional.empty(), Optional.empty(), 0);
    Question question = questions(loaded).get(0);
    String text = "q\n0\nA. x\ny\nB. z\nAnswer:";
    List<Integer> ends =
        Stream.of("q\n0\nA. x\ny", "q\n0\nA. x\ny\nB. z")
            .map(before -> model.tokenizer().encode(before, true).length)
            .toList();
    assertEquals(text, question.context());
    assertEquals(ends, question.optionEnds());
  }

  /** Words cut off before the options move them; once an option is cut there is nothing to ask. */
  @Test
  void aCutPromptKeepsItsLinesOrIsRefused() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      lines.append(
          "{\"question\": \"%s\", \"choices\": [\"one two\", \"six\"], \"answer\": 1}\n"
              .formatted("word ".repeat(30 + i)));
    }
    fixture.write("toy.jsonl", lines.toString());
    model.spoken.context = 60;
    List<Answer> answers = run(TASK).answers().get(0).model();
    assertTrue(answers.get(0).cut());
    LoadedTask loaded = LoadedTask.load(fixture.task(TASK), Optional.empty(), Optional.empty(), 0);
    List<Question> questions = questions(loaded);
    for (int i = 0; i < 25; i++) {
      assertEquals(brute(model, questions.get(i).context(), 2), answers.get(i).heads());
    }
    model.spoken.context = 16;
    PareException failure = assertThrows(PareException.class, () -> run(TASK));
    assertTrue(
        failure
            .getMessage()
            .startsWith("toy.jsonl#1: the line of option A does not end within the prompt"),
        failure.getMessage());
  }

  @Test
  void headsAreKeptWithTheAnswers() throws IOException {
    fixture.writeChoices(30);
    EvaluationOptions keeping = fixture.keeping(folder.resolve("answers"));
    Map<String, Object> whole = run(TASK, keeping).fullJson();
    int asked = model.spoken.scored.size();
    Map<String, Object> again = run(TASK, keeping).fullJson();
    assertEquals(asked, model.spoken.scored.size());
    for (String time : List.of("seconds", "speed")) {
      whole.remove(time);
      again.remove(time);
    }
    assertEquals(JsonWriting.toString(whole), JsonWriting.toString(again));
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("answers"))) {
      file = files.findFirst().orElseThrow();
    }
    String text = Files.readString(file);
    for (String damage :
        new String[] {"\"heads\":\"", "\"heads\":\"X", "\"heads\":\" ", "\"h\":\""}) {
      if (!damage.equals("\"heads\":\"")) {
        Files.writeString(file, text.replaceFirst("\"heads\":\"", damage));
        PareException failure = assertThrows(PareException.class, () -> run(TASK, keeping));
        assertTrue(failure.getMessage().contains("lacks choices of heads"), failure.getMessage());
      }
    }
  }

  @Test
  void aTieIsNoChoice() {
    assertEquals('B', QkScores.choice(1, 2, -3));
    assertEquals('A', QkScores.choice(5));
    assertEquals('-', QkScores.choice(2, 1, 2));
    assertEquals('-', QkScores.choice(100, 99.9999, 0)); // float32's rounding
    assertEquals('A', QkScores.choice(100, 99.99, 0));
    assertEquals('-', QkScores.choice(0, 0));
    assertEquals('A', QkScores.choice(-1, -2));
  }

  @Test
  void refusesNaNAndModelsThatShowNothing() {
    fixture.writeChoices(30);
    model.broken = true;
    PareException failure = assertThrows(PareException.class, () -> run(TASK));
    assertTrue(failure.getMessage().startsWith("the model: has NaN in its queries or keys"));
    SpokenModel spoken = new SpokenModel();
    failure = assertThrows(PareException.class, () -> fixture.run(spoken, TASK));
    assertEquals(
        "the model: shows no queries and keys, which task heads asks for; take another engine, or"
            + " leave out qk_acc",
        failure.getMessage());
    assertTrue(spoken.scored.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{options}\\n           | {options} ",
        "{options}\\n           | {options}\\n{options}\\n",
        "{options}\\n           | .\\n",
        "{options}\\n           | {options}\\n{choice} ",
        "{options}\\n           | {{options}}\\n",
      })
  void needsLinesToPointAt(String good, String bad) {
    String yaml = TASK.replace(good, bad);
    assertFalse(yaml.equals(TASK), "nothing replaced");
    PareException failure = assertThrows(PareException.class, () -> fixture.task(yaml));
    assertTrue(failure.getMessage().contains("needs options in lines of their own"));
  }

  /** Tokens that spell other lines than the text has, or two ends at once, are not guessed from. */
  @Test
  void linesThatTokensLackAreNotGuessed() {
    OptionEnds ends = new OptionEnds(model.tokenizer());
    int[] ids = model.tokenizer().encode("a\nb\nc", true);
    assertEquals(List.of(2, 4), ends.tokens("s", ids, "a\nb\nc", List.of(1, 3)));
    PareException failure =
        assertThrows(PareException.class, () -> ends.tokens("s", ids, "a\nb\n\nc", List.of(1, 3)));
    assertTrue(failure.getMessage().contains("its tokens spell 2 line feeds, its text has 3"));
    failure =
        assertThrows(PareException.class, () -> ends.tokens("s", ids, "a\nb\nc", List.of(1, 1)));
    assertTrue(failure.getMessage().contains("two options end in one token"));
    for (int wrong : new int[] {-1, 0, 5}) {
      failure =
          assertThrows(PareException.class, () -> ends.tokens("s", ids, "a\nb\nc", List.of(wrong)));
      assertTrue(failure.getMessage().contains("does not end within the prompt"));
    }
  }
}
