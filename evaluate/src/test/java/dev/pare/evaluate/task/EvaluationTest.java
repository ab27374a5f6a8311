package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationTest {
  @TempDir private Path folder;
  private TaskFixture fixture;
  private final SpokenModel model = new SpokenModel();

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
  }

  /** Token by token from the model's own rows, the texts joined and split by hand. */
  @Test
  void likelihoodsAreTheSumsOfTheModelsOwnRows() {
    fixture.writeChoices(40);
    EvaluationResult result = fixture.run(model, TaskFixture.CHOICES);
    List<Answer> answers = result.answers().get(0).model();
    assertEquals(40, answers.size());
    int right = 0;
    for (int i = 0; i < 40; i++) {
      String context = "Question: what is %d and %d?\nAnswer:".formatted(i, i * 7);
      List<String> choices = List.of("an apple", "" + i * 8, "b" + "xy".repeat(i % 5));
      double[] sums = new double[3];
      for (int c = 0; c < 3; c++) {
        int[] ids = model.tokenizer().encode(context + " " + choices.get(c), true);
        int[] alone = model.tokenizer().encode(context, true);
        System.arraycopy(alone, 0, ids, 0, alone.length); // ": " is a token of the whole only
        for (int t = alone.length; t < ids.length; t++) {
          sums[c] += model.row(ids, t)[ids[t]];
        }
        assertEquals(sums[c], answers.get(i).likelihoods().get(c).logProbability(), 1e-5);
      }
      right += sums[1] > sums[0] && sums[1] > sums[2] ? 1 : 0;
    }
    assertEquals(right / 40.0, result.results().get(0).figure().value(), 1e-12);
    assertEquals(1, model.closed);
  }

  @Test
  void scoresEachSampleOnceAndDividesByAsMany() {
    fixture.writeChoices(7);
    EvaluationResult result = fixture.run(model, TaskFixture.CHOICES);
    assertEquals(7, result.results().get(0).figure().n());
    assertEquals(7, result.results().get(0).scores().size());
    assertEquals(7, result.answers().get(0).model().stream().map(Answer::id).distinct().count());
    int sequences = model.scored.stream().mapToInt(List::size).sum();
    assertEquals(7 * 3, sequences);
  }

  @Test
  void aTieIsWrong() {
    model.sure = true;
    fixture.write("toy.jsonl", "{\"question\": \"q\", \"choices\": [\"x\", \"y\"], \"answer\": 0}");
    TaskResult result = fixture.run(model, TaskFixture.CHOICES).results().get(0);
    assertEquals(0, result.figure().value());
    assertEquals(1, result.ties());
  }

  @Test
  void onlyWhatIsGeneratedCounts() {
    fixture.writeQuestion("is it Paris?", "Paris");
    String task = TaskFixture.GENERATION.replace("exact-match", "factoid-hit");
    model.speech = prompt -> " Rome\nParis";
    TaskResult missed = fixture.run(model, task).results().get(0);
    assertEquals(0, missed.figure().value(), "in the prompt and past the stop only");
    model.speech = prompt -> " Paris.\nRome";
    assertEquals(1, fixture.run(model, task).results().get(0).figure().value());
  }

  @Test
  void anEmptyAnswerIsWorthNothing() {
    fixture.writeQuestion("what?", "that", "it");
    TaskResult result = fixture.run(model, TaskFixture.GENERATION).results().get(0);
    assertEquals(0, result.figure().value());
  }

  @Test
  void saysWhyAnAnswerEnded() {
    fixture.writeQuestion("what?", "that");
    model.speech = prompt -> " that\nQ: more";
    assertAnswer(" that", "stop");
    model.speech = prompt -> " that";
    assertAnswer(" that", "end");
    model.speech = prompt -> "z".repeat(50);
    assertAnswer("z".repeat(40), "length");
  }

  private void assertAnswer(String text, String finish) {
    EvaluationResult result = fixture.run(model, TaskFixture.GENERATION);
    Answer answer = result.answers().get(0).model().get(0);
    assertEquals(text, answer.text());
    assertEquals(finish, answer.finish());
  }

  /** Killed between any two batches: the same answers, bit for bit, and nothing asked twice. */
  @Test
  void goesOnAfterAKill() throws IOException {
    fixture.writeChoices(320);
    Path answers = folder.resolve("answers");
    String whole = samples(fixture.run(model, TaskFixture.CHOICES));
    int batches = model.scored.size();
    assertTrue(batches > 2, "too few batches to prove anything");
    for (int killed = 1; killed < batches; killed++) {
      SpokenModel dying = new SpokenModel();
      int[] calls = {killed};
      dying.beforeScore =
          () -> {
            if (calls[0]-- == 0) {
              throw new IllegalStateException("killed");
            }
          };
      assertThrows(
          IllegalStateException.class,
          () -> fixture.run(dying, TaskFixture.CHOICES, fixture.keeping(answers)));
      SpokenModel next = new SpokenModel();
      EvaluationResult resumed = fixture.run(next, TaskFixture.CHOICES, fixture.keeping(answers));
      assertEquals(whole, samples(resumed));
      assertEquals(batches - killed, next.scored.size());
      deleteFiles(answers);
    }
  }

  private static String samples(EvaluationResult result) {
    Map<String, Object> json = result.fullJson();
    json.remove("seconds");
    json.remove("speed");
    return JsonWriting.toString(json);
  }

  private static void deleteFiles(Path answers) throws IOException {
    for (Path file : files(answers)) {
      Files.delete(file);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    }
  }

  @Test
  void aTruncatedLastLineIsAskedAgain() throws IOException {
    fixture.writeChoices(300);
    Path answers = folder.resolve("answers");
    String whole = samples(fixture.run(model, TaskFixture.CHOICES, fixture.keeping(answers)));
    Path file = files(answers).get(0);
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 10, 600, bytes.length / 2, bytes.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertEquals(
          whole,
          samples(fixture.run(new SpokenModel(), TaskFixture.CHOICES, fixture.keeping(answers))));
      assertEquals(bytes.length, Files.size(file));
    }
  }

  @Test
  void damagedAnswersAreNamed() throws IOException {
    fixture.writeChoices(300);
    Path answers = folder.resolve("answers");
    fixture.run(model, TaskFixture.CHOICES, fixture.keeping(answers));
    Path file = files(answers).get(0);
    String text = Files.readString(file);
    for (String[] damage :
        new String[][] {
          {"\"pareAnswers\":1", "\"pareAnswers\":2"},
          {"\"id\":\"toy.jsonl#1\"", "\"id\":\"toy.jsonl#999\""},
          {"\"batch\":1", "\"batch\":0"},
          {"\"batch\":1", "\"batch\":-1"},
          {"\"greedy\":[", "\"greedy\":[true,"},
          {"\"tokens\":[", "\"tokens\":[\"x\","},
          {"\"answers\":[{", "\"answers\":[7,{"},
          {"{\"batch\":1", "{\"batch\" 1"}
        }) {
      Files.writeString(file, text.replace(damage[0], damage[1]));
      PareException failure =
          assertThrows(
              PareException.class,
              () -> fixture.run(model, TaskFixture.CHOICES, fixture.keeping(answers)));
      assertTrue(failure.getMessage().contains("damaged"), failure.getMessage());
      assertTrue(failure.getMessage().contains("remove the file"), failure.getMessage());
    }
  }

  @Test
  void anotherTaskModelOrDataIsAskedAnew() {
    fixture.writeChoices(5);
    EvaluationOptions keeping = fixture.keeping(folder.resolve("answers"));
    fixture.run(model, TaskFixture.CHOICES, keeping);
    assertEquals(1, model.scored.size());
    fixture.run(model, TaskFixture.CHOICES, keeping);
    assertEquals(1, model.scored.size(), "the same is not asked again");
    assertEquals(1, model.closed, "nor is the model opened");
    fixture.run(model, TaskFixture.CHOICES.replace("version: 1", "version: 2"), keeping);
    assertEquals(2, model.scored.size());
    fixture.writeChoices(6);
    fixture.run(model, TaskFixture.CHOICES, keeping);
    assertEquals(3, model.scored.size());
    Evaluation.run(
        List.of(fixture.task(TaskFixture.CHOICES)),
        TaskFixture.evaluated("other", model),
        Optional.empty(),
        keeping,
        Progress.none());
    assertEquals(4, model.scored.size());
  }

  @Test
  void theBaselinesAnswersAreReusedForOtherModels() {
    fixture.writeChoices(50);
    EvaluationOptions keeping = fixture.keeping(folder.resolve("answers"));
    SpokenModel dense = new SpokenModel();
    for (String name : List.of("4bit", "3bit")) {
      SpokenModel compressed = new SpokenModel();
      compressed.sure = name.equals("3bit");
      EvaluationResult result =
          Evaluation.run(
              List.of(fixture.task(TaskFixture.CHOICES)),
              TaskFixture.evaluated(name, compressed),
              Optional.of(TaskFixture.evaluated("dense", dense)),
              keeping,
              Progress.none());
      TaskResult acc = result.results().get(0);
      double difference = acc.comparison().orElseThrow().difference().value();
      assertEquals(name.equals("4bit"), difference == 0);
      assertEquals(50, acc.baselineScores().size());
      assertFalse(result.verdict(0).isEmpty());
    }
    assertEquals(1, dense.closed);
  }

  @Test
  void refusesABaselineThatWasAskedSomethingElse() {
    fixture.writeChoices(5);
    SpokenModel small = new SpokenModel();
    small.context = 25;
    PareException failure =
        assertThrows(
            PareException.class,
            () ->
                Evaluation.run(
                    List.of(fixture.task(TaskFixture.CHOICES)),
                    TaskFixture.evaluated("a", model),
                    Optional.of(TaskFixture.evaluated("b", small)),
                    fixture.options(),
                    Progress.none()));
    assertTrue(failure.getMessage().contains("another prompt for the baseline"));
  }

  @Test
  void aLimitDrawsTheSameSamplesForEveryModelAndNests() {
    fixture.writeChoices(100);
    List<String> ten = ids(10, 1);
    assertEquals(10, ten.size());
    assertEquals(ten, ids(10, 1));
    assertFalse(ten.equals(ids(10, 2)));
    assertTrue(ids(20, 1).containsAll(ten));
    List<String> all = ids(1000, 1);
    assertEquals(100, all.size());
    List<String> inOrder = new ArrayList<>(all);
    inOrder.retainAll(ten);
    assertEquals(inOrder, ten, "in the file's order");
  }

  private List<String> ids(int limit, long seed) {
    EvaluationOptions options =
        new EvaluationOptions(Optional.empty(), Optional.of(limit), seed, Optional.empty());
    return fixture.run(model, TaskFixture.CHOICES, options).answers().get(0).model().stream()
        .map(Answer::id)
        .toList();
  }

  @Test
  void wholeTextsAreScoredTokenByTokenInWindows() {
    String text = "an apple a day xy ".repeat(40);
    fixture.write("texts", text);
    model.context = 50;
    EvaluationResult result =
        fixture.run(
            model,
            """
            name: texts
            version: 1
            data: [{format: lines, files: [texts]}]
            request: rolling
            prompt: "{text}"
            metrics: [byte_likelihood]
            """);
    int[] ids = model.tokenizer().encode(text, true);
    double sum = 0;
    int target = 1;
    while (target < ids.length) {
      int end = Math.min(ids.length, target + 49);
      int start = Math.max(0, end - 50);
      int[] window = java.util.Arrays.copyOfRange(ids, start, end);
      for (; target < end; target++) {
        sum += model.row(window, target - start)[ids[target]];
      }
    }
    Answer answer = result.answers().get(0).model().get(0);
    assertEquals(sum, answer.likelihoods().get(0).logProbability(), 1e-3);
    assertEquals(ids.length - 1, answer.likelihoods().get(0).tokens());
    assertEquals(Math.exp(sum / text.length()), result.results().get(0).figure().value(), 1e-6);
  }

  @Test
  void refusesNaN() {
    fixture.writeChoices(1);
    model.broken = true;
    PareException failure =
        assertThrows(PareException.class, () -> fixture.run(model, TaskFixture.CHOICES));
    assertEquals(
        "the model: gives NaN instead of a log-probability in task toy; check its weights, or"
            + " evaluate it in float32",
        failure.getMessage());
  }
}
