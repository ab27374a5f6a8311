package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.Family;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.RecipeReader;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallFamily;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's statistics in a file: what they are of, and that nothing else is taken for them. */
class SavedStatisticsTest {
  private static final double TOLERANCE = 1e-5;
  private static final int LENGTH = 11;

  @TempDir private Path temp;

  private static Checkpoint model() {
    return SmallFamily.of(Family.LLAMA, DType.F32, Map.of(), 3);
  }

  private Path save(String name, Checkpoint model, CalibrationSettings settings, boolean gram) {
    TokenSequences sequences =
        new TokenSequences(
            Calibrations.ids(settings, model.config().vocabularySize()), List.of(), "hash");
    Path file = temp.resolve(name);
    new StatisticsSurvey(model, settings, gram).save(file, sequences, temp, Progress.none());
    return file;
  }

  private static SavedStatistics open(Checkpoint model, Path... files) {
    return new SavedStatistics(Arrays.asList(files), Optional.of(SampledFingerprint.of(model)));
  }

  @Test
  void areOfTheModelAsItIsAndAddUp() {
    Checkpoint model = model();
    CalibrationSettings settings = Calibrations.settings(300, LENGTH, true, 0);
    CalibrationSettings fewer = Calibrations.settings(20, LENGTH, true, 1);
    Path one = save("one", model, settings, true);
    Path two = save("two", model, fewer, true);
    try (SavedStatistics saved = open(model, one);
        SavedStatistics both = open(model, one, two);
        BlockwiseDecoder decoder = Calibrations.decoder(model, settings)) {
      for (int block = 0; block < 2; block++) {
        for (BlockInput input : BlockInput.values()) {
          double[] gram = Calibrations.gram(decoder, model, settings, block, input);
          double[] other = Calibrations.gram(decoder, model, fewer, block, input);
          int width = (int) Math.round(Math.sqrt(gram.length));
          InputStatistics read = saved.read(block, input, width, true);
          InputStatistics sum = both.read(block, input, width, true);
          double largest = Arrays.stream(gram).max().orElseThrow();
          // in a file the residual stream is bfloat16
          assertEquals(gram[0], read.gram()[0], 0.01 * largest);
          for (int i = 0; i < gram.length; i++) {
            double added = read.gram()[i] + other[i];
            assertEquals(added, sum.gram()[i], TOLERANCE * largest);
          }
          assertEquals(300 * LENGTH, read.tokens());
          assertEquals(320 * LENGTH, sum.tokens());
          assertFalse(saved.read(block, input, width, false).hasGram());
        }
      }
      assertEquals("hash", both.describe().get(1).get("calibrationHash"));
    }
    assertEquals(2, temp.toFile().list().length);
  }

  /** Made by the first step that names it, and used by others, which need no text. */
  @Test
  void areMadeOnceAndUsedAgain() throws IOException {
    RandomCheckpoint model =
        SmallLlama.of(DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 7)
            .withCompanion("tokenizer.json", AsciiTokenizer.json());
    Path text = Files.writeString(temp.resolve("text"), "to be or not to be, ".repeat(20));
    String named = "statistics: [" + temp.resolve("sums") + "]";
    String given = named + ", calibration: " + text + ", samples: 5";
    String whole = given + ", length: 24";
    run(model, "made", whole);
    assertTrue(Files.exists(temp.resolve("sums")));
    refused("sums: is of another calibration", () -> run(model, "out", given + ", length: 23"));
    run(model, "same", whole);
    Files.delete(text);
    run(model, "again", named);
    assertArrayEquals(
        Files.readAllBytes(temp.resolve("made/model.safetensors")),
        Files.readAllBytes(temp.resolve("again/model.safetensors")));
    String none = "statistics: [" + temp.resolve("no") + "]";
    refused("no such file", () -> run(model, "out", none));
  }

  private void run(Checkpoint model, String out, String settings) {
    Recipe recipe =
        RecipeReader.read(
            "recipe",
            new StringReader("version: 1\nsteps: [{round: diagonal, " + settings + "}]\n"));
    Compression compression = Compression.plan(recipe, model, CompressionOptions.standard());
    assertTrue(compression.predict().seconds() > 0);
    compression.run(temp.resolve(out));
  }

  @Test
  void whatTheyAreNotIsRefusedByName() throws IOException {
    Checkpoint model = model();
    CalibrationSettings settings = Calibrations.settings(4, LENGTH, true, 1);
    Path file = save("file", model, settings, true);
    Path diagonal = save("diagonal", model, settings, false);
    try (SavedStatistics saved = open(model, diagonal)) {
      refused("has sums of squares only", () -> saved.read(0, BlockInput.MLP, 36, true));
      refused("has no 0.mlp.squares of [37]", () -> saved.read(0, BlockInput.MLP, 37, false));
      refused("has no 2.mlp.squares", () -> saved.read(2, BlockInput.MLP, 36, false));
    }
    Checkpoint other = SmallFamily.of(Family.LLAMA, DType.F32, Map.of(), 4);
    refused("another model's statistics", () -> open(other, file));
    refused("no such file", () -> open(model, temp.resolve("none")));
    byte[] bytes = Files.readAllBytes(file);
    changed(bytes, "pare-statistics-1", "pare-statistics-2");
    refused("holds no statistics of this Pare", () -> open(model, temp.resolve("changed")));
    changed(bytes, "\"tokens\":\"44\"", "\"tokens\":\"-4\"");
    refused("how many tokens", () -> open(model, temp.resolve("changed")));
    changed(bytes, "\"tokens\":\"44\"", "\"tokens\":\"4x\"");
    refused("how many tokens", () -> open(model, temp.resolve("changed")));
    Files.write(temp.resolve("changed"), Arrays.copyOf(bytes, bytes.length - 8));
    assertThrows(PareException.class, () -> open(model, temp.resolve("changed")));
    byte[] damaged = bytes.clone(); // the last tensor's last value: a gram's
    ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putFloat(damaged.length - 4, Float.NaN);
    Files.write(temp.resolve("changed"), damaged);
    try (SavedStatistics saved = open(model, temp.resolve("changed"))) {
      refused("1.mlp.gram holds NaN", () -> saved.read(1, BlockInput.MLP, 36, true));
    }
  }

  private void changed(byte[] bytes, String from, String to) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from));
    Files.write(
        temp.resolve("changed"), text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void refused(String named, Runnable reading) {
    PareException e = assertThrows(PareException.class, reading::run);
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
