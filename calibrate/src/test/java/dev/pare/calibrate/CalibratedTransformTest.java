package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.CompressionResult;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.Recipe;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Recipes with steps that look at the model: from files to a folder. */
class CalibratedTransformTest {
  private static final String TEXT = "the quick brown fox jumps over the lazy dog. ".repeat(20);

  @TempDir private Path temp;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void writeText() throws IOException {
    Files.writeString(temp.resolve("text.txt"), TEXT);
  }

  private static RandomCheckpoint model() {
    return SmallLlama.of(DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 7)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private Recipe recipe(String... steps) {
    StringBuilder yaml = new StringBuilder("version: 1\nsteps:\n");
    for (String step : steps) {
      yaml.append("  - {round: diagonal, ").append(step).append("}\n");
    }
    String text = yaml.toString().replace("text.txt", temp.resolve("text.txt").toString());
    return RecipeReader.read("recipe", new StringReader(text));
  }

  private static final String SMALL = "calibration: text.txt, samples: 5, length: 24";

  private CompressionOptions options(long seed) {
    Progress kept =
        new Progress() {
          @Override
          public void begin(String task, long total, String unit) {}

          @Override
          public void advance(long units) {}

          @Override
          public void note(String line) {
            notes.add(line);
          }

          @Override
          public void end() {}
        };
    return new CompressionOptions(1, seed, false, kept);
  }

  private CompressionResult run(String out, long seed, Recipe recipe) {
    return Compression.plan(recipe, model(), options(seed)).run(temp.resolve(out));
  }

  @Test
  void theManifestHasALineALayer() {
    Recipe recipe = recipe(SMALL);
    Compression compression = Compression.plan(recipe, model(), options(3));
    assertTrue(compression.keepsState());
    Prediction prediction = compression.predict();
    compression.check(temp.resolve("out"));
    CompressionResult result = compression.run(temp.resolve("out"));
    assertEquals(prediction.bytes(), result.bytes());
    assertTrue(prediction.seconds() > 0 && prediction.peakRssBytes() > 0);
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"))) {
      AppliedStep step = read.history().get(0);
      assertEquals(14, step.layers().size());
      for (AppliedStep.Layer layer : step.layers()) {
        assertEquals("int3 channel", layer.encoding());
        AppliedStep.Calibration calibration = layer.calibration().orElseThrow();
        assertTrue(calibration.loss() > 0 && calibration.loss() < 1, layer::toString);
        assertTrue(calibration.seconds() > 0);
      }
      assertEquals(
          Set.of(
              "bits",
              "calibration",
              "calibrationHash",
              "samples",
              "length",
              "sequential",
              "compute",
              "memory"),
          step.settings().keySet());
      assertEquals(3, step.run().orElseThrow().seed());
      Map<?, ?> source = (Map<?, ?>) ((List<?>) step.settings().get("calibration")).get(0);
      assertEquals("text.txt", source.get("text"));
    }
    assertEquals(14, notes.size());
    assertTrue(
        notes.get(0).startsWith("model.layers.0.self_attn.q_proj.weight: int3 channel, loss "),
        notes.get(0));
    assertEquals(Set.of("text.txt", "out"), Set.of(temp.toFile().list()));
  }

  /** The second step is calibrated on what the first has made. */
  @Test
  void stepsFollowOneAnother() {
    String attention = SMALL + ", targets: ['*.self_attn.*']";
    String mlp = SMALL + ", targets: ['*.mlp.*']";
    run("both", 0, recipe(attention, mlp));
    run("first", 0, recipe(attention));
    try (Checkpoint both = Checkpoints.open(temp.resolve("both"));
        Checkpoint first = Checkpoints.open(temp.resolve("first"))) {
      assertEquals(2, both.history().size());
      Compression.plan(recipe(mlp), first, options(0)).run(temp.resolve("second"));
      try (Checkpoint second = Checkpoints.open(temp.resolve("second"))) {
        assertEquals(both.names(), second.names());
        for (String name : both.names()) {
          float[] a = new float[(int) both.tensor(name).shape().size()];
          float[] b = a.clone();
          both.tensor(name).decodeRows(0, both.tensor(name).shape().rows(), a);
          second.tensor(name).decodeRows(0, both.tensor(name).shape().rows(), b);
          assertArrayEquals(a, b, name);
        }
      }
    }
  }

  /** Their statistics are of what the steps before make, which a prediction has not. */
  @Test
  void aLaterStepsStatisticsAreKeptToo() throws IOException {
    String sums = ", statistics: [" + temp.resolve("sums") + "]";
    String attention = SMALL + ", targets: ['*.self_attn.*']";
    Recipe recipe = recipe(attention, SMALL + sums + ", targets: ['*.mlp.*']");
    run("one", 0, recipe);
    assertTrue(Files.exists(temp.resolve("sums")));
    assertTrue(Compression.plan(recipe, model(), options(0)).predict().seconds() > 0);
    run("again", 0, recipe);
    assertArrayEquals(
        Files.readAllBytes(temp.resolve("one/model.safetensors")),
        Files.readAllBytes(temp.resolve("again/model.safetensors")));
  }

  @Test
  void theSeedChoosesTheText() throws IOException {
    Files.writeString(temp.resolve("text.txt"), "abc\nxyz xyz xyz\n123 456 789\n".repeat(40));
    run("one", 1, recipe(SMALL));
    run("again", 1, recipe(SMALL));
    run("two", 2, recipe(SMALL));
    assertArrayEquals(
        Files.readAllBytes(temp.resolve("one/model.safetensors")),
        Files.readAllBytes(temp.resolve("again/model.safetensors")));
    assertEquals(hash("one"), hash("again"));
    assertNotEquals(hash("one"), hash("two"));
  }

  private Object hash(String out) {
    try (Checkpoint read = Checkpoints.open(temp.resolve(out))) {
      return read.history().get(0).settings().get("calibrationHash");
    }
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsMade() throws IOException {
    refused(
        "length: 200 is longer than the model's context of 128",
        "calibration: text.txt, length: 200");
    refused("no such file", "calibration: nowhere.txt");
    refused(
        "is no linear layer of a block",
        SMALL + ", targets: ['model.embed_tokens.weight', '*.mlp.*']");
    Files.writeString(temp.resolve("text.txt"), "short");
    refused("holds 6 tokens, less than one sequence of 24", SMALL);
    Files.write(temp.resolve("text.txt"), new byte[] {'a', (byte) 0xe9, 'b'});
    refused("not UTF-8", SMALL);
    Files.writeString(temp.resolve("text.txt"), TEXT);
    Files.writeString(temp.resolve(".out.state"), "of a training");
    refused("is the state of other work", SMALL);
  }

  /** Asked for before any of it is taken. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs to know what memory is free")
  void moreMemoryThanThereIsIsRefused() {
    refused(
        "calibration: needs ",
        "calibration: text.txt, samples: 2000000000, length: 24, memory: 8000000000000");
  }

  private void refused(String named, String step) {
    PareException e = assertThrows(PareException.class, () -> run("out", 0, recipe(step)));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertFalse(Files.isDirectory(temp.resolve(".out.state")));
    assertFalse(Files.exists(temp.resolve("out")));
  }
}
