package dev.pare.quantize;

import static dev.pare.core.recipe.Setting.bits;
import static dev.pare.core.recipe.Setting.granularity;
import static dev.pare.core.recipe.Setting.group;
import static dev.pare.core.recipe.Setting.symmetric;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.Pare;
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
import dev.pare.core.recipe.Setting;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a checkpoint to a smaller one on disk, and back. */
class CompressionTest {
  private static final String DOWN = "model.layers.1.mlp.down_proj.weight";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"4,true", "3,false", "8,true", "2,false"})
  void theOutputDecodesToWhatWasChosen(int bits, boolean symmetric) {
    RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 5);
    Path out = folder.resolve("out");
    Pare.recipe()
        .quantize("rtn", bits(bits), group(16), symmetric(symmetric))
        .apply(model, out, Progress.none());
    QuantizationScheme scheme = new QuantizationScheme(bits, Granularity.group(16), symmetric);
    try (Checkpoint read = Checkpoints.open(out)) {
      for (String name : model.names()) {
        boolean linear = name.endsWith("_proj.weight");
        WeightTensor expected =
            linear
                ? new RoundToNearest(name, model.tensor(name), scheme).tensor()
                : model.tensor(name);
        assertArrayEquals(decode(expected), decode(read.tensor(name)), name);
      }
    }
  }

  @Test
  void theManifestTellsWhatWasDoneAndWhatItCost() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F16, 5);
    Path out = folder.resolve("out");
    CompressionResult result =
        Pare.recipe().quantize("rtn", bits(4)).apply(model, out, Progress.none());
    try (Checkpoint read = Checkpoints.open(out)) {
      AppliedStep step = read.history().get(0);
      assertEquals(1, read.history().size());
      assertEquals(4L, step.settings().get("bits"));
      assertEquals(result.bytes(), step.run().orElseThrow().bytesAfter());
      assertEquals(14, step.layers().size());
      for (AppliedStep.Layer layer : step.layers()) {
        assertEquals(read.tensor(layer.name()).byteSize(), layer.bytesAfter());
        assertEquals(
            bruteForceError(model.tensor(layer.name()), read.tensor(layer.name())),
            layer.relativeError(),
            1e-6);
      }
    }
    JsonObject files = Json.readObject(out.resolve("pare.json")).requireObject("files");
    assertTrue(
        files.keys().contains("model.safetensors") && files.keys().contains("config.json"),
        files.keys().toString());
  }

  @Test
  void theSizeIsPredictedExactly() {
    Compression compression =
        Compression.plan(
            Pare.recipe().quantize("rtn", bits(3), group(13), symmetric(false)).build(),
            RandomCheckpoint.small(DType.F32, 5),
            CompressionOptions.standard());
    Prediction prediction = compression.predict();
    assertEquals(prediction.bytes(), compression.run(folder.resolve("out")).bytes());
    assertTrue(prediction.seconds() > 0 && prediction.peakRssBytes() > 0);
  }

  @Test
  void aCompressedModelCanBeCompressedAgainWithItsHistory() {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Pare.recipe()
        .quantize("rtn", bits(8))
        .apply(RandomCheckpoint.small(DType.F16, 5), first, Progress.none());
    try (Checkpoint model = Checkpoints.open(first)) {
      Pare.recipe().quantize("rtn", bits(4)).apply(model, second, Progress.none());
    }
    try (Checkpoint read = Checkpoints.open(second)) {
      assertEquals(2, read.history().size());
      assertEquals("int4 g64", read.tensor(DOWN).encoding());
    }
  }

  @Test
  void stepsInOnePassGiveWhatTheyGiveOneByOne() {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Setting[] one = {bits(8), group(16), symmetric(false)};
    Setting[] two = {bits(6), group(13)};
    Setting[] three = {bits(4), granularity(Granularity.channel())};
    RandomCheckpoint dense = RandomCheckpoint.small(DType.F16, 5);
    Pare.recipe().quantize("rtn", one).apply(dense, first, Progress.none());
    try (Checkpoint stored = Checkpoints.open(first)) {
      Pare.recipe().quantize("rtn", two).apply(stored, second, Progress.none());
      Pare twoAndThree = Pare.recipe().quantize("rtn", two).quantize("rtn", three);
      twoAndThree.apply(stored, folder.resolve("onePass"), Progress.none());
    }
    try (Checkpoint stored = Checkpoints.open(second)) {
      Pare.recipe().quantize("rtn", three).apply(stored, folder.resolve("last"), Progress.none());
    }
    try (Checkpoint expected = Checkpoints.open(folder.resolve("last"));
        Checkpoint actual = Checkpoints.open(folder.resolve("onePass"))) {
      for (String name : expected.names()) {
        assertArrayEquals(decode(expected.tensor(name)), decode(actual.tensor(name)), name);
      }
    }
  }

  @Test
  void weightsThatAreNotFiniteLeaveNothingBehind() throws IOException {
    float[] w = new float[48 * 80];
    w[77] = Float.NaN;
    RandomCheckpoint model =
        RandomCheckpoint.small(DType.F32, 5)
            .with(DOWN, DenseTensor.of(DType.F32, Shape.of(48, 80), w));
    PareException e =
        assertThrows(
            PareException.class,
            () ->
                Pare.recipe().quantize("rtn").apply(model, folder.resolve("out"), Progress.none()));
    assertEquals(
        DOWN + ": holds NaN or infinite weights; take an undamaged checkpoint", e.getMessage());
    assertNothingIn(folder);
  }

  @Test
  void anOutputThatExistsIsRefusedBeforeAnyWork() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    PareException e =
        assertThrows(
            PareException.class,
            () ->
                Pare.recipe()
                    .quantize("rtn")
                    .apply(RandomCheckpoint.small(DType.F32, 5), out, Progress.none()));
    assertTrue(e.getMessage().contains("exists already"), e.getMessage());
  }

  @Test
  void whatCannotFitIsRefusedBeforeAnyWork() throws IOException {
    RandomCheckpoint giant =
        new RandomCheckpoint(
            RandomCheckpoint.settings(40, 65536, 128, 8, 128, 262144, 96), DType.F32, 1);
    PareException e =
        assertThrows(
            PareException.class,
            () ->
                Pare.recipe().quantize("rtn").apply(giant, folder.resolve("out"), Progress.none()));
    assertTrue(e.getMessage().contains("kB of space where"), e.getMessage());
    assertNothingIn(folder);
  }

  @Test
  void moreMemoryThanTheMachineHasIsRefusedBeforeAnyWork() throws IOException {
    CompressionOptions options = new CompressionOptions(100_000_000, 0, false, Progress.none());
    Compression compression =
        Compression.plan(
            Pare.recipe().quantize("rtn").build(), RandomCheckpoint.small(DType.F32, 5), options);
    PareException e =
        assertThrows(PareException.class, () -> compression.check(folder.resolve("out")));
    assertTrue(e.getMessage().endsWith("MB are free; take fewer threads"), e.getMessage());
    assertNothingIn(folder);
  }

  private static void assertNothingIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.findAny().isPresent());
    }
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  private static double bruteForceError(WeightTensor before, WeightTensor after) {
    float[] a = decode(before);
    float[] b = decode(after);
    double error = 0;
    double energy = 0;
    for (int i = 0; i < a.length; i++) {
      error += Math.pow((double) a[i] - b[i], 2);
      energy += Math.pow(a[i], 2);
    }
    return error / energy;
  }
}
