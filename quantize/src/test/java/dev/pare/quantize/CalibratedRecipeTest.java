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
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that look at the model, from files to a folder: what is ended goes on. */
class CalibratedRecipeTest {
  private static final int LAYERS = 14;
  private static final String NORM = "model.layers.1.input_layernorm.weight";

  @TempDir private Path temp;

  @BeforeEach
  void writeText() throws IOException {
    Files.writeString(
        temp.resolve("text.txt"), "the quick brown fox jumps over the lazy dog. ".repeat(20));
  }

  private static RandomCheckpoint model() {
    return SmallLlama.of(DType.BF16, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 7)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private Recipe recipe(String step) {
    String text =
        "version: 1\nsteps: [{%s}]\n"
            .formatted(step)
            .replace("TEXT", "calibration: text.txt, samples: 5, length: 24")
            .replace("text.txt", temp.resolve("text.txt").toString())
            .replace("sums", temp.resolve("sums").toString());
    return RecipeReader.read("recipe", new StringReader(text));
  }

  private static CompressionOptions options(Progress progress) {
    return new CompressionOptions(1, 0, false, progress);
  }

  private CompressionResult run(String out, String step) {
    return Compression.plan(recipe(step), model(), options(Progress.none())).run(temp.resolve(out));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quantize: awq, TEXT, bits: 3, group: 16",
        "quantize: awq, TEXT, bits: 4, group: channel, symmetric: false",
        "quantize: rtn, grid: leastSquares, TEXT, bits: 3, group: 16"
      })
  void theResultIsWhatWasPredicted(String step) {
    Compression compression = Compression.plan(recipe(step), model(), options(Progress.none()));
    Prediction prediction = compression.predict();
    assertEquals(prediction.bytes(), compression.run(temp.resolve("out")).bytes());
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"))) {
      AppliedStep done = read.history().get(0);
      assertEquals(LAYERS, done.layers().size());
      for (AppliedStep.Layer layer : done.layers()) {
        AppliedStep.Calibration calibration = layer.calibration().orElseThrow();
        assertTrue(calibration.loss() > 0 && calibration.loss() < 0.2, layer::toString);
        assertTrue(layer.relativeError() > 0 && layer.relativeError() < 0.2, layer::toString);
        assertEquals(step.contains("awq"), calibration.note().startsWith("alpha 0."));
      }
      float[] before = new float[36];
      float[] after = new float[36];
      model().tensor(NORM).decodeRow(0, before);
      read.tensor(NORM).decodeRow(0, after);
      assertEquals(model().tensor(NORM).encoding(), read.tensor(NORM).encoding());
      assertEquals(!step.contains("awq"), Arrays.equals(before, after));
    }
  }

  /** What was done of a block, its norms too, is not done again, nor otherwise. */
  @Test
  void endedAtAnyLayerItComesToTheSameBytes() throws IOException {
    String step = "quantize: awq, TEXT, bits: 3, group: 16";
    run("alone", step);
    for (int end : new int[] {1, 4, 7, 9, LAYERS}) {
      Recipe recipe = recipe(step);
      Compression ended = Compression.plan(recipe, model(), options(new Patience(end)));
      assertThrows(IllegalStateException.class, () -> ended.run(temp.resolve("out")));
      assertTrue(Files.isDirectory(temp.resolve(".out.state")));
      run("out", step);
      assertFalse(Files.exists(temp.resolve(".out.state")));
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("alone/model.safetensors")),
          Files.readAllBytes(temp.resolve("out/model.safetensors")),
          "ended at " + end);
      remove(temp.resolve("out"));
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Ends with a note. */
  private static final class Patience implements Progress {
    private int left;

    Patience(int left) {
      this.left = left;
    }

    @Override
    public void begin(String task, long total, String unit) {}

    @Override
    public void advance(long units) {}

    @Override
    public void note(String line) {
      if (--left == 0) {
        throw new IllegalStateException(line);
      }
    }

    @Override
    public void end() {}
  }

  /** The model is looked at as it is in both cases. */
  @Test
  void keptStatisticsGiveTheSameModel() throws IOException {
    run("looked", "quantize: awq, TEXT, bits: 3, group: 16");
    run("kept", "quantize: awq, TEXT, statistics: [sums], bits: 3, group: 16");
    run("again", "quantize: awq, statistics: [sums], bits: 3, group: 16");
    for (String out : new String[] {"kept", "again"}) {
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("looked/model.safetensors")),
          Files.readAllBytes(temp.resolve(out + "/model.safetensors")));
    }
  }

  @Test
  void mistakesAreToldInOneLine() {
    refused(
        "quantize: rtn, TEXT",
        "quantize rtn: unknown key \"calibration\" where no inputs are looked at; set grid:"
            + " leastSquares or a budget, or leave it out");
    refused(
        "quantize: rtn, grid: best",
        "quantize rtn: unknown grid \"best\"; give range, mse or leastSquares");
    refused(
        "quantize: rtn, grid: mse, group: tensor",
        "quantize rtn: has grid mse for a whole tensor; give channel or a group size");
    String sequential =
        assertThrows(PareException.class, () -> run("out", "quantize: awq, TEXT, sequential: true"))
            .getMessage();
    assertTrue(sequential.contains("unknown key \"sequential\""), sequential);
  }

  private void refused(String step, String message) {
    PareException e = assertThrows(PareException.class, () -> run("out", step));
    assertTrue(e.getMessage().contains(message.substring(message.indexOf(": "))), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }
}
