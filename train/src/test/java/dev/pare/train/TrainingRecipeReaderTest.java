package dev.pare.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.models.ComputeType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipes: what they say, and what is refused by its name before any work. */
class TrainingRecipeReaderTest {
  private static final String LEAST =
      """
      version: 1
      model: {from: my-model}
      data:
        - text: lines.txt
      tokens: 100000
      """;

  @TempDir private Path temp;
  private TinyTraining tiny;

  @BeforeEach
  void prepare() throws IOException {
    tiny = new TinyTraining(temp);
  }

  @Test
  void whatIsLeftOutHasDefaults() throws IOException {
    TrainingRecipe recipe = tiny.read(LEAST);
    assertEquals("my-model", recipe.from().orElseThrow());
    assertEquals(16 * 128, recipe.shape().tokens());
    assertEquals(new Schedule(49, 4, 1e-3, 0.1), recipe.schedule()); // ⌈100000 / 2048⌉
    assertEquals(new AdamWSettings(0.9, 0.98, 1e-8, 0.05, 1), recipe.optimizer());
    assertEquals(ComputeType.F32, recipe.compute());
    assertEquals(0, recipe.evaluation().every());
    assertEquals(5, recipe.saving().minutes());
    assertTrue(recipe.lora().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version: 1              | version: 2              | \"version\" is 2",
        "version: 1              | versions: 1             | unknown key \"versions\"",
        "tokens: 100000          | steps: 0                | \"steps\" is 0",
        "tokens: 100000          | seed: 1                 | not exactly one of steps and tokens",
        "tokens: 100000          | {}                      | not valid YAML",
        "{from: my-model}        | {from: m, hiddenSize: 4} | unknown key \"hiddenSize\"",
        "{from: my-model}        | {hiddenSize: 4}         | not exactly one of from, tokenizer and",
        "{from: my-model}        | 3                       | \"model\" is 3, not an object",
        "- text: lines.txt       | - {text: a, x: 1}       | unknown key \"x\"",
        "- text: lines.txt       | - weight: 1             | names 0 kinds of data",
        "- text: lines.txt       | - {text: a, jsonl: b}   | names 2 kinds of data",
        "- text: lines.txt       | - {text: a, weight: 0}  | \"weight\" is not above 0",
        "- text: lines.txt       | - {text: a, weight: x}  | \"weight\" is x, not a number",
        "- text: lines.txt       | - {text: a, field: b}   | unknown key \"field\"",
        "- text: lines.txt       | - a                     | not a mapping",
        "tokens: 100000          | `steps: 5\nrate: 1e9`     | \"rate\" is 1.0E9",
        "tokens: 100000          | `steps: 5\nrate: .nan`    | \"rate\" is NaN",
        "tokens: 100000          | `steps: 5\nrate: 0`       | \"rate\" is 0.0",
        "tokens: 100000          | `steps: 5\nbatch: 0`      | \"batch\" is 0",
        "tokens: 100000          | `steps: 5\nbatch: many`   | \"batch\" is many, not an integer",
        "tokens: 100000          | `steps: 5\nlength: 1`     | \"length\" is 1",
        "tokens: 100000          | `steps: 5\nwarmup: 5`     | \"warmup\" is 5",
        "tokens: 100000          | `steps: 5\nfloor: 2`      | \"floor\" is 2.0",
        "tokens: 100000          | `steps: 5\nsampleBelow: 2` | \"sampleBelow\" is 2.0",
        "tokens: 100000          | `steps: 5\nbeta1: 1`      | \"beta1\" is 1.0",
        "tokens: 100000          | `steps: 5\nclip: 0`       | \"clip\" is 0.0",
        "tokens: 100000          | `steps: 5\ncompute: f16`  | \"compute\" is f16; give f32 or bf16",
        "tokens: 100000          | `steps: 5\ntype: int8`    | \"type\" is int8",
        "tokens: 100000          | `steps: 5\nlora: {rank: 0}` | \"rank\" is 0",
        "tokens: 100000          | `steps: 5\nlora: {r: 4}`  | unknown key \"r\"",
        "tokens: 100000          | `steps: 5\nsaving: {hours: 1}` | unknown key \"hours\"",
        "tokens: 100000          | `steps: 5\nevaluation: {documents: 0}` | \"documents\" is 0",
      })
  void wrongRecipesAreNamed(String what, String by, String named) {
    assertTrue(LEAST.contains(what));
    assertFailure(LEAST.replace(what, by), named);
  }

  private void assertFailure(String yaml, String named) {
    PareException e = assertThrows(PareException.class, () -> tiny.read(yaml));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "length: 24                      | length: 65  | 65 is longer than the model's context of 64",
        "text: lines.txt                 | text: none  | none: ",
        "documents: 5                    | documents: 25 | too few to hold out 25",
        "vocabulary: {vocabularySize: 280} | tokenizer: none | none",
        "vocabularySize: 280             | vocabularySize: 80 | a size of 80 is not from 257",
      })
  void whatDoesNotFitIsNamedBeforeTheTraining(String what, String by, String named) {
    assertTrue(TinyTraining.RECIPE.contains(what));
    String yaml = TinyTraining.RECIPE.replace(what, by);
    PareException e =
        assertThrows(PareException.class, () -> tiny.run(yaml, Progress.none(), new StopSignal()));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
