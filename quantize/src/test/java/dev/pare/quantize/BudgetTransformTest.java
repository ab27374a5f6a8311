package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.CompressionResult;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.RecipeReader;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step with a budget: what it plans, what comes of it, and what it is told. */
class BudgetTransformTest {
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  @TempDir private Path temp;
  private final List<String> notes = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>();

  @BeforeEach
  void writeText() throws IOException {
    Files.writeString(temp.resolve("text.txt"), "a text of some length\nand more\n".repeat(40));
  }

  private static RandomCheckpoint model(boolean tied) {
    return SmallLlama.of(
            DType.F32,
            Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY, "tie_word_embeddings", tied),
            7)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private Compression plan(Checkpoint model, String... steps) {
    StringBuilder yaml = new StringBuilder("version: 1\nsteps:\n");
    for (String step : steps) {
      yaml.append("  - {").append(step).append("}\n");
    }
    String text =
        yaml.toString()
            .replace("CALIBRATION", "calibration: text.txt, samples: 6, length: 20")
            .replace("text.txt", temp.resolve("text.txt").toString())
            .replace("table.json", temp.resolve("table.json").toString());
    Progress kept =
        new Progress() {
          @Override
          public void begin(String task, long total, String unit) {
            tasks.add(task);
          }

          @Override
          public void advance(long units) {}

          @Override
          public void note(String line) {
            notes.add(line);
          }

          @Override
          public void end() {}
        };
    return Compression.plan(
        RecipeReader.read("recipe", new StringReader(text)),
        model,
        new CompressionOptions(1, 0, false, kept));
  }

  private CompressionResult run(String out, Checkpoint model, String... steps) {
    return plan(model, steps).run(temp.resolve(out));
  }

  private static long parameters(Checkpoint model) {
    return model.names().stream().mapToLong(name -> model.tensor(name).shape().size()).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtn", "gptq"})
  void whatIsPlannedIsWhatComesOut(String method) {
    RandomCheckpoint model = model(true);
    CompressionResult result =
        run("out", model, "quantize: " + method + ", CALIBRATION, group: channel, targetBpw: 6");
    assertTrue(result.bitsPerWeight() <= 6, result.bitsPerWeight() + " bits");
    assertTrue(result.bitsPerWeight() > 5.5, result.bitsPerWeight() + " bits");
    AppliedStep step = result.steps().get(0);
    assertEquals(result.bytes(), step.settings().get("plannedBytes"));
    assertEquals((long) (6.0 * parameters(model) / 8), step.settings().get("budgetBytes"));
    assertEquals(6.0, step.settings().get("targetBpw"));
    String total =
        notes.stream().filter(note -> note.startsWith("plan: ")).findFirst().orElseThrow();
    assertTrue(total.startsWith("plan: %,d of ".formatted(result.bytes())), total);
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"))) {
      for (String name : read.names()) {
        int dimensions = read.tensor(name).shape().rank();
        String line =
            "%s: %s, %,d bytes, expected KL "
                .formatted(name, read.tensor(name).encoding(), read.tensor(name).byteSize());
        assertEquals(dimensions == 2, notes.stream().anyMatch(n -> n.startsWith(line)), line);
      }
      assertTrue(encodings(read).size() > 1, "one encoding for all: " + encodings(read));
      assertEquals(List.of("quantize"), read.history().stream().map(AppliedStep::kind).toList());
      assertEquals(names(step), names(read.history().get(0)));
      assertTrue(names(step).contains(EMBEDDING));
    }
    assertTrue(tasks.indexOf("measuring") < tasks.indexOf("compressing"), tasks::toString);
    assertFalse(Files.exists(temp.resolve(".out.state")));
  }

  private static List<String> names(AppliedStep step) {
    return step.layers().stream().map(AppliedStep.Layer::name).toList();
  }

  private static Set<String> encodings(Checkpoint model) {
    return model.names().stream()
        .filter(name -> model.tensor(name).shape().rank() == 2)
        .map(name -> model.tensor(name).encoding())
        .collect(Collectors.toSet());
  }

  /** No uniform choice of the same size is expected to lose less. */
  @Test
  void theTableServesOtherBudgets() {
    String step = "quantize: rtn, CALIBRATION, group: channel, sensitivities: table.json, ";
    run("first", model(false), step + "targetBpw: 6");
    assertTrue(tasks.contains("measuring"));
    JsonObject table = Json.readObject(temp.resolve("table.json"));
    List<JsonObject> weights = table.objects("weights");
    assertEquals(16, weights.size());
    tasks.clear();
    for (int choice = 0; choice < 6; choice++) {
      long uniform = 0;
      double expected = 0;
      for (JsonObject weight : weights) {
        List<JsonObject> options = weight.objects("options");
        int reference = weight.requireInt("reference", 0);
        uniform += options.get(choice).requireInteger("bytes");
        expected +=
            weight.number("kl").orElseThrow()
                * options.get(choice).number("loss").orElseThrow()
                / options.get(reference).number("loss").orElseThrow();
      }
      long others = 5 * 36 * 4;
      CompressionResult result =
          run("uniform" + choice, model(false), step + "targetSize: " + (uniform + others));
      assertTrue(result.bytes() <= uniform + others);
      double kl = (Double) result.steps().get(0).settings().get("expectedKl");
      assertTrue(kl <= expected * (1 + 1e-12), kl + " after " + expected);
    }
    assertFalse(tasks.contains("measuring"), "it was measured again");
  }

  @Test
  void aModelThatFitsStaysAsItIs() throws IOException {
    RandomCheckpoint model = model(true);
    CompressionResult result =
        run("out", model, "quantize: gptq, CALIBRATION, group: channel, targetBpw: 32");
    assertEquals(result.bytesBefore(), result.bytes());
    assertEquals(List.of(), result.steps().get(0).layers());
  }

  @Test
  void embeddingAndHeadAreLeftAloneWhereTheyAreNamedOut() {
    run(
        "out",
        model(false),
        "quantize: rtn, CALIBRATION, targetBpw: 14, ignore: ['" + EMBEDDING + "', '" + HEAD + "']");
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"))) {
      assertEquals("f32", read.tensor(EMBEDDING).encoding());
      assertEquals("f32", read.tensor(HEAD).encoding());
      assertTrue(encodings(read).size() > 1);
    }
  }

  @Test
  void aBudgetBelowTheSmallestChoicesIsRefusedBeforeAnythingIsDone() {
    PareException e =
        assertThrows(
            PareException.class,
            () -> plan(model(true), "quantize: gptq, CALIBRATION, targetSize: 2kB"));
    assertTrue(e.getMessage().contains("that the smallest choices come to"), e.getMessage());
    assertTrue(e.getMessage().startsWith("a budget of 2,000 bytes: is less than the "));
    assertEquals(List.of(), tasks);
  }

  /** After a step that has to work, the sensitivities are those of what it has made. */
  @Test
  void itFollowsOtherSteps() {
    CompressionResult result =
        run(
            "out",
            model(true),
            "quantize: gptq, CALIBRATION, bits: 8, targets: ['*.mlp.*']",
            "quantize: gptq, CALIBRATION, group: channel, targetBpw: 6");
    assertTrue(result.bitsPerWeight() <= 6);
    assertEquals(2, result.steps().size());
    assertEquals(result.bytes(), result.steps().get(1).settings().get("plannedBytes"));
  }

  @Test
  void theSameRecipeGivesTheSameBytes() throws IOException {
    String step = "quantize: gptq, CALIBRATION, group: channel, targetBpw: 6";
    run("one", model(true), step);
    run("two", model(true), step);
    assertArrayEquals(
        Files.readAllBytes(temp.resolve("one/model.safetensors")),
        Files.readAllBytes(temp.resolve("two/model.safetensors")));
  }

  @Test
  void whatItTakesIsTold() {
    Compression compression =
        plan(model(true), "quantize: gptq, CALIBRATION, group: channel, targetBpw: 6");
    Prediction prediction = compression.predict();
    compression.check(temp.resolve("out"));
    assertTrue(prediction.seconds() > 0);
    assertTrue(prediction.bytes() <= parameters(model(true)) * 6 / 8);
    assertTrue(compression.keepsState());
  }
}
