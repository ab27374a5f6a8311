package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonWriting;
import dev.pare.evaluate.dataset.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeneratedTaskTest {
  private static final String LETTERS =
      """
      name: counted
      version: 1
      generate:
        generator: letters
        samples: 12
      request: choices
      prompt: "{letter} in {word}:"
      metrics: [acc]
      """;

  @TempDir private Path folder;

  private TaskFixture fixture() {
    return new TaskFixture(folder);
  }

  private LoadedTask load(String yaml, Integer limit, long seed) {
    Task task = fixture().task(yaml);
    return LoadedTask.load(task, Optional.empty(), Optional.ofNullable(limit), seed);
  }

  @Test
  void aSmallerLimitIsTheStartOfALargerOne() {
    List<Sample> all = load(LETTERS, 50, 3).samples();
    assertEquals(50, all.size());
    assertEquals(all.subList(0, 12), load(LETTERS, null, 3).samples());
    assertEquals(all.subList(0, 5), load(LETTERS, 5, 3).samples());
    assertNotEquals(all, load(LETTERS, 50, 4).samples());
    assertEquals("letters#1", all.get(0).id());
    assertEquals(50, all.stream().map(Sample::id).distinct().count());
  }

  @Test
  void needsNoDataFolder() {
    Task task = Tasks.named("letters");
    assertEquals(
        400, LoadedTask.load(task, Optional.empty(), Optional.empty(), 0).samples().size());
  }

  @Test
  void guessingIsRightOnceInFour() {
    LoadedTask loaded = load(LETTERS, null, 0);
    assertEquals(0.25, loaded.chance("acc"));
  }

  @Test
  void examplesAreMadeTooAndAreNoQuestion() {
    LoadedTask loaded = load(LETTERS + "shots: {count: 3}\n", 200, 0);
    for (Sample sample : loaded.samples()) {
      List<Sample> shots = loaded.shots(sample);
      assertEquals(3, shots.size());
      assertTrue(shots.stream().noneMatch(shot -> shot.fields().equals(sample.fields())));
    }
  }

  @Test
  void resultsRepeatTheFieldsAskedFor() {
    EvaluationResult result = fixture().run(new SpokenModel(), LETTERS + "report: [letter]\n");
    String json = JsonWriting.toLine(result.fullJson());
    assertTrue(json.contains("\"fields\":{\"letter\":\""), json);
    assertTrue(json.contains("\"available\":null"), json);
  }

  @Test
  void aFieldToReportThatIsMissingIsToldBeforeAnyQuestionIsAsked() {
    SpokenModel model = new SpokenModel();
    PareException failure =
        assertThrows(
            PareException.class, () -> fixture().run(model, LETTERS + "report: [depth]\n"));
    assertTrue(failure.getMessage().startsWith("letters#1: has no field \"depth\""));
    assertTrue(model.scored.isEmpty());
  }

  @Test
  void aQuestionThatDoesNotFitIsRefusedNotCut() {
    SpokenModel model = new SpokenModel();
    model.context = 5;
    PareException failure = assertThrows(PareException.class, () -> fixture().run(model, LETTERS));
    assertEquals(
        "letters#1: does not fit into the model's context of 5 tokens; take a model with a longer"
            + " context",
        failure.getMessage());
  }

  /** Shots are left out first; a needle is never cut away. */
  @Test
  void aNeedleThatDoesNotFitIsRefusedByWhatMakesItShorter() {
    String needle =
        LETTERS
            .replace("generator: letters", "generator: needle")
            .replace("{letter} in {word}:", "{context} {who}:");
    SpokenModel model = new SpokenModel();
    PareException failure = assertThrows(PareException.class, () -> fixture().run(model, needle));
    assertEquals(
        "needle#1: does not fit into the model's context of 400 tokens; lower \"length\", or take a"
            + " model with a longer context",
        failure.getMessage());
    assertTrue(model.scored.isEmpty());
  }

  @Test
  void twinsAreOneUnit() {
    EvaluationResult result =
        fixture()
            .run(
                new SpokenModel(),
                """
                name: islanders
                version: 1
                generate: {generator: knights-and-knaves, samples: 9, people: 2}
                request: choices
                prompt: "{statements}"
                metrics: [acc, acc_all]
                """);
    assertEquals(9, result.results().get(0).figure().n());
    List<Answer> answers = result.answers().get(0).model();
    assertEquals(18, answers.size());
    assertEquals("knights-and-knaves#1.1", answers.get(0).id());
    assertEquals("knights-and-knaves#1.2", answers.get(1).id());
  }

  @Test
  void aGeneratorsFileIsReadFromTheDataFolderAndNoted() {
    String needle =
        LETTERS
            .replace("generator: letters", "generator: needle\n  length: 80\n  filler: own.txt")
            .replace("{letter} in {word}:", "{who}:");
    PareException failure =
        assertThrows(PareException.class, () -> fixture().run(new SpokenModel(), needle));
    assertTrue(failure.getMessage().contains("finds none of own.txt"), failure.getMessage());
    assertFalse(fixture().task(needle).hasData(Optional.empty()));
    fixture().write("own.txt", "It rains in the valley.");
    assertTrue(fixture().task(needle).hasData(Optional.empty()));
    LoadedTask loaded = load(needle, null, 0);
    assertEquals(List.of("generated needle", "own.txt"), List.copyOf(loaded.hashes().keySet()));
    assertTrue(loaded.samples().get(0).text(Sample.CONTEXT).contains("It rains in the valley."));
  }

  @Test
  void answersOfAnotherSeedOrLimitAreOthers() throws IOException {
    for (int limit = 3; limit <= 4; limit++) {
      for (long seed = 0; seed < 2; seed++) {
        fixture()
            .run(
                new SpokenModel(),
                LETTERS,
                new EvaluationOptions(
                    Optional.empty(), Optional.of(limit), seed, Optional.of(folder)));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(4, files.count());
    }
    SpokenModel again = new SpokenModel();
    fixture()
        .run(
            again,
            LETTERS,
            new EvaluationOptions(Optional.empty(), Optional.of(3), 0, Optional.of(folder)));
    assertTrue(again.scored.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "generator: letters | generator: letterz | unknown generator \"letterz\"; known are",
        "generator: letters | other: letters     | \"generator\" is missing",
        "samples: 12        | samples: 0         | \"samples\" is 0",
        "samples: 12        | sample: 12         | unknown key \"sample\"",
        "samples: 12        | samples: 12\\n  depth: 3 | unknown key \"depth\"",
        "samples: 12        | samples: 12\\n  most: 9  | no word has a letter 6 times",
        "samples: 12        | samples: 12\\nlimit: 3   | has \"generate\" and \"limit\"",
        "samples: 12        | samples: 12\\ndata: []   | has \"generate\" and \"data\"",
        "samples: 12        | samples: 12\\nshots: {count: 1, match: word} | match nothing",
      })
  void refusesByName(String good, String bad, String named) {
    String yaml = LETTERS.replace(good, bad.replace("\\n", "\n"));
    assertFalse(yaml.equals(LETTERS), "nothing replaced");
    PareException failure = assertThrows(PareException.class, () -> fixture().task(yaml));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
    assertTrue(failure.getMessage().startsWith("t.yaml"), failure.getMessage());
  }
}
