package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much blocks change the residual stream, and what is kept of that. */
class BlockInfluenceTest {
  private static final int LENGTH = 15;
  private static final double TOLERANCE = 1e-6;

  /** The residual stream in a file is rounded to eight bits. */
  private static final double BF16_TOLERANCE = 2e-3;

  @TempDir private Path temp;

  /** {@code oracles/layers_golden.py}. */
  @ParameterizedTest
  @MethodSource("families")
  void isThatOfTransformersBlocks(String name) throws IOException {
    FamilyFolder family = new FamilyFolder(name);
    int[] ids = family.ids();
    List<int[]> sequences =
        List.of(Arrays.copyOf(ids, LENGTH), Arrays.copyOfRange(ids, LENGTH, 2 * LENGTH));
    double[] expected =
        golden().list(name).stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
    try (Checkpoint model = Checkpoints.open(family.write(temp.resolve("model"), DType.F32))) {
      assertArrayEquals(expected, influence(model, sequences, 1), TOLERANCE);
      assertArrayEquals(expected, influence(model, sequences, 0), BF16_TOLERANCE);
    }
  }

  static List<String> families() throws IOException {
    return List.copyOf(golden().keys());
  }

  private double[] influence(Checkpoint model, List<int[]> sequences, int memory) {
    CalibrationSettings settings = Calibrations.settings(2, LENGTH, true, memory);
    return new BlockInfluence(model, settings, CompressionOptions.standard())
        .run(sequences, temp.resolve("work")).stream().mapToDouble(x -> x).toArray();
  }

  private static JsonObject golden() throws IOException {
    try (InputStream in = BlockInfluenceTest.class.getResourceAsStream("influence.json")) {
      return Json.readObject("influence.json", in);
    }
  }

  private static RandomCheckpoint model() {
    return SmallLlama.of(DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 7)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private BlockInfluence measure(Checkpoint model, String content) throws IOException {
    Path text = Files.writeString(temp.resolve("text.txt"), content.repeat(30));
    String json = "{\"calibration\": \"" + text + "\", \"samples\": 5, \"length\": 20}";
    CalibrationSettings settings = CalibrationSettings.read(Json.readObject("step", json));
    return new BlockInfluence(model, settings, CompressionOptions.standard());
  }

  @Test
  void whatWasMeasuredIsTakenUp() throws IOException {
    Path folder = temp.resolve("state/step-1");
    BlockInfluence influence = measure(model(), "some text\n");
    BlockInfluence.Measured measured = influence.measure(folder);
    assertEquals(2, measured.influence().size());
    assertTrue(measured.settings().containsKey("calibrationHash"));
    assertFalse(measured.settings().containsKey("sequential"));
    Path file = folder.resolve("influence.json");
    String kept = Files.readString(file);
    assertEquals(measured, influence.measure(folder));
    String first = String.valueOf(measured.influence().get(0));
    assertTrue(kept.contains(first), kept);
    Files.writeString(file, kept.replace(first, "0.25"));
    assertEquals(0.25, influence.measure(folder).influence().get(0));
    Files.writeString(file, kept.replace(first, "\"much\""));
    refused("influence holds much", influence, folder);
    Files.writeString(file, kept.substring(0, kept.length() / 2));
    refused("not valid JSON", influence, folder);
    Files.writeString(file, kept);
    refused("state: is of work with another model", measure(model(), "other text\n"), folder);
  }

  private static void refused(String named, BlockInfluence influence, Path folder) {
    PareException e = assertThrows(PareException.class, () -> influence.measure(folder));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void numbersThatAreNoneAreRefusedAndLeaveNothing() throws IOException {
    float[] norm = new float[36];
    norm[3] = Float.POSITIVE_INFINITY;
    Checkpoint model =
        model()
            .with(
                "model.layers.1.input_layernorm.weight",
                DenseTensor.of(DType.F32, Shape.of(36), norm));
    refused("block 1: gives numbers that are NaN", measure(model, "text\n"), temp.resolve("state"));
    assertFalse(Files.exists(temp.resolve("state/influence.json")));
  }

  @Test
  void whatItTakesIsToldBefore() throws IOException {
    Prediction prediction = measure(model(), "some text\n").predict();
    assertTrue(prediction.seconds() > 0 && prediction.seconds() < 60);
    assertTrue(prediction.peakRssBytes() > 0);
    assertEquals(0, prediction.bytes());
  }
}
