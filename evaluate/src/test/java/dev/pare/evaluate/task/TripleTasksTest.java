package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.testing.Shared;
import dev.pare.evaluate.dataset.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundled tasks about facts, and one's own. */
final class TripleTasksTest {
  @TempDir private Path folder;

  private static LoadedTask load(String name, Path data, int limit) {
    return LoadedTask.load(Tasks.named(name), Optional.of(data), Optional.of(limit), 7);
  }

  /** Counts of an independent program over the published facts, less 8 kept for examples. */
  @ParameterizedTest
  @CsvSource({"kgquiz-blank, 11082", "kgquiz-open, 259"})
  void asksWhatCanBeAsked(String name, int count) {
    assertEquals(count, load(name, Shared.require("data"), 1).available());
  }

  /** A few of ParaRel's relations. */
  private Path some() throws IOException {
    Path published = Shared.require("data/pararel");
    for (String part : List.of("facts", "patterns")) {
      Path to = Files.createDirectories(folder.resolve("pararel").resolve(part));
      for (String relation : List.of("P36", "P138", "P190", "P264", "P463", "P1001")) {
        String file = relation + ".jsonl";
        Files.copy(published.resolve(part).resolve(file), to.resolve(file));
      }
    }
    return folder;
  }

  @Test
  void bundledTasksSayAllInWords() throws IOException {
    Path data = some();
    for (String name : Tasks.bundled().keySet()) {
      if (name.startsWith("kgquiz-") || name.startsWith("retrieval-")) {
        LoadedTask loaded = load(name, data, 300);
        Prompts prompts = new Prompts(loaded.task());
        assertTrue(loaded.samples().size() >= 12, name + ": " + loaded.samples().size());
        for (Sample sample : loaded.samples()) {
          String prompt = prompts.prompt(sample, -1);
          assertFalse(prompt.contains("[X]") || prompt.contains("[Y]"), prompt);
          assertFalse(prompt.matches("(?s).*\\bP\\d+\\b.*"), prompt);
          assertFalse(prompt.contains("twin"), prompt);
        }
      }
    }
  }

  @Test
  void openAndClosedAskTheSame() throws IOException {
    Path data = some();
    LoadedTask open = load("retrieval-open", data, 60);
    LoadedTask closed = load("retrieval-closed", data, 60);
    assertEquals(open.samples(), closed.samples());
    assertEquals(open.available(), closed.available());
    for (Sample sample : open.samples()) {
      String shown = new Prompts(open.task()).prompt(sample, -1);
      String asked = new Prompts(closed.task()).prompt(sample, -1);
      assertTrue(shown.endsWith("\n\n" + asked), shown);
      assertFalse(asked.contains(sample.text(Sample.CONTEXT)));
      assertFalse(sample.text(Sample.QUESTION).contains("[MASK]"), "has its own question");
    }
  }

  @Test
  void chanceIsWhatItSays() throws IOException {
    LoadedTask loaded = load("kgquiz-true-false", some(), 200);
    assertEquals(.5, loaded.chance("acc"));
    assertEquals(100, loaded.samples().stream().filter(s -> s.answerIndex() == 0).count());
  }

  @Test
  void ownFactsAreAskedOfAModel() {
    TaskFixture fixture = new TaskFixture(folder);
    StringBuilder facts = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      facts.append("land%d\tcapital\tcity%d\n".formatted(i, i));
    }
    fixture.write("facts.tsv", facts.toString());
    SpokenModel model = new SpokenModel();
    model.speech = prompt -> prompt.replaceFirst("(?s).*Q: .*?land(\\d+).*", " city$1");
    EvaluationResult result =
        fixture.run(
            model,
            """
            name: capitals
            version: 1
            generate:
              generator: kgquiz-blank
              samples: 10
              triples: {format: triples, files: [facts.tsv]}
              relations: {capital: {statement: "The capital of [X] is [Y]."}}
            request: generation
            prompt: "Q: {blank}\\nA:"
            stop: ["\\n"]
            tokens: 40
            metrics: [exact-match]
            """);
    assertEquals(1, result.results().get(0).figure().value());
    assertEquals(10, result.results().get(0).figure().n());
    assertTrue(
        model.prompts.get(0).matches("(?s).*Q: The capital of land\\d+ is \\[MASK]\\.\nA:"),
        model.prompts.get(0));
    assertEquals(10, new TreeSet<>(model.prompts).size());
    assertEquals("kgquiz-blank#1", result.answers().get(0).model().get(0).id());
  }
}
