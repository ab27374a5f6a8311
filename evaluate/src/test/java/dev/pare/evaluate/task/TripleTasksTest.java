package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.testing.Shared;
import dev.pare.evaluate.dataset.Sample;
import java.nio.file.Path;
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

  /**
   * Blanks and subjects are as many as an independent program counts in the published facts, 8 of
   * them kept for examples; of the other kinds there are at least so many.
   */
  @ParameterizedTest
  @CsvSource({
    "kgquiz-true-false, 10000",
    "kgquiz-choice, 6900",
    "kgquiz-blank, 11082",
    "kgquiz-editing, 1900",
    "kgquiz-open, 259",
    "retrieval-open, 9000",
    "retrieval-closed, 9000"
  })
  void bundledTasksAskAboutParaRel(String name, int atLeast) {
    LoadedTask loaded = load(name, Shared.require("data"), 40);
    boolean counted = name.equals("kgquiz-blank") || name.equals("kgquiz-open");
    assertTrue(loaded.available() >= atLeast, loaded.available() + " questions");
    assertTrue(!counted || loaded.available() == atLeast, loaded.available() + " questions");
    Prompts prompts = new Prompts(loaded.task());
    for (Sample sample : loaded.samples()) {
      String prompt = prompts.prompt(sample, -1);
      assertFalse(prompt.contains("[X]") || prompt.contains("[Y]"), prompt);
      assertFalse(prompt.matches("(?s).*\\bP\\d+\\b.*"), "a relation lacks its words: " + prompt);
    }
  }

  @Test
  void openAndClosedAskTheSame() {
    Path data = Shared.require("data");
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
  void chanceIsWhatItSays() {
    LoadedTask loaded = load("kgquiz-true-false", Shared.require("data"), 1000);
    assertEquals(.5, loaded.chance("acc"));
    assertEquals(500, loaded.samples().stream().filter(s -> s.answerIndex() == 0).count());
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
