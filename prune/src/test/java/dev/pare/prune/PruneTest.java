package dev.pare.prune;

import static dev.pare.core.recipe.Setting.ignore;
import static dev.pare.core.recipe.Setting.pattern;
import static dev.pare.core.recipe.Setting.sparsity;
import static dev.pare.core.recipe.Setting.targets;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.Pare;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.CompressionResult;
import dev.pare.core.recipe.Setting;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a checkpoint to a pruned one on disk, and back. */
class PruneTest {
  private static final String DOWN = "model.layers.1.mlp.down_proj.weight";

  @TempDir private Path folder;

  private CompressionResult prune(Checkpoint model, String name, Setting... settings) {
    return Pare.recipe()
        .prune("magnitude", settings)
        .apply(model, folder.resolve(name), Progress.none());
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  private static long zeros(WeightTensor tensor) {
    long zeros = 0;
    for (float w : decode(tensor)) {
      zeros += w == 0 ? 1 : 0;
    }
    return zeros;
  }

  @ParameterizedTest
  @CsvSource({"F32, 0.5", "BF16, 0.2", "F16, 0.9", "F32, 0.01"})
  void theBlocksLinearLayersLoseTheShare(DType type, double share) {
    RandomCheckpoint model = RandomCheckpoint.small(type, 5);
    prune(model, "out", sparsity(share));
    try (Checkpoint read = Checkpoints.open(folder.resolve("out"))) {
      for (String name : model.names()) {
        WeightTensor before = model.tensor(name);
        WeightTensor after = read.tensor(name);
        if (name.endsWith("_proj.weight")) {
          assertEquals(Math.round(share * before.shape().size()), zeros(after), name);
          float[] w = decode(before);
          float[] left = decode(after);
          for (int i = 0; i < w.length; i++) {
            assertTrue(left[i] == w[i] || left[i] == 0, name);
          }
        } else {
          assertArrayEquals(decode(before), decode(after), name);
        }
      }
    }
  }

  @Test
  void aPatternIsStoredInItsOwnForm() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 5);
    CompressionResult result = prune(model, "out", pattern(SparsityPattern.keptOf(2, 4)));
    assertTrue(result.bytes() < result.bytesBefore());
    try (Checkpoint read = Checkpoints.open(folder.resolve("out"))) {
      assertEquals("bf16 2:4", read.tensor(DOWN).encoding());
      float[] w = decode(read.tensor(DOWN));
      for (int at = 0; at < w.length; at += 4) {
        float[] group = Arrays.copyOfRange(w, at, at + 4);
        assertEquals(2, Stream.of(0, 1, 2, 3).filter(i -> group[i] == 0).count());
      }
      assertEquals(48 * 80 * (8 + 0.75), 8.0 * (read.tensor(DOWN).byteSize() - 16), 48 * 31);
    }
  }

  /** At 5 % a bitmask takes more than it saves. */
  @Test
  void whatIsNotSmallerIsStoredAsItWas() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 5);
    CompressionResult result = prune(model, "out", sparsity(0.05));
    assertEquals(result.bytesBefore(), result.bytes());
    try (Checkpoint read = Checkpoints.open(folder.resolve("out"))) {
      assertEquals("bf16", read.tensor(DOWN).encoding());
      assertEquals(Math.round(0.05 * 48 * 80), zeros(read.tensor(DOWN)));
      AppliedStep.Layer layer = read.history().get(0).layers().get(0);
      assertEquals(layer.bytesBefore(), layer.bytesAfter());
    }
  }

  @Test
  void theManifestTellsWhatWasDoneAndWhatItCost() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F32, 5);
    prune(model, "out", sparsity(0.4), ignore("*.q_proj.weight"));
    try (Checkpoint read = Checkpoints.open(folder.resolve("out"))) {
      AppliedStep step = read.history().get(0);
      assertEquals(List.of("prune", "magnitude"), List.of(step.kind(), step.method()));
      assertEquals(0.4, step.settings().get("sparsity"));
      assertEquals("unstructured", step.settings().get("pattern"));
      assertEquals(12, step.layers().size());
      for (AppliedStep.Layer layer : step.layers()) {
        assertEquals(read.tensor(layer.name()).byteSize(), layer.bytesAfter());
        assertEquals(read.tensor(layer.name()).encoding(), layer.encoding());
        assertEquals(
            bruteForceError(model.tensor(layer.name()), read.tensor(layer.name())),
            layer.relativeError(),
            1e-9);
      }
    }
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

  @Test
  void theSizeIsPredictedExactlyAndTheBytesDoNotDependOnThreads() throws IOException {
    byte[][] made = new byte[2][];
    for (int i = 0; i < 2; i++) {
      Compression compression =
          Compression.plan(
              Pare.recipe().prune("magnitude", sparsity(0.6)).build(),
              RandomCheckpoint.small(DType.BF16, 5),
              new CompressionOptions(1 + 2 * i, 0, false, Progress.none()));
      Path out = folder.resolve("out" + i);
      assertEquals(compression.predict().bytes(), compression.run(out).bytes());
      made[i] = Files.readAllBytes(out.resolve("model.safetensors"));
    }
    assertArrayEquals(made[0], made[1]);
  }

  @Test
  void whatIsPrunedCanBePrunedFurther() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F16, 5);
    prune(model, "once", sparsity(0.7));
    try (Checkpoint half = Checkpoints.open(folder.resolve("once"))) {
      prune(half, "less", sparsity(0.3));
      prune(half, "more", sparsity(0.8));
    }
    prune(model, "atOnce", sparsity(0.8));
    try (Checkpoint half = Checkpoints.open(folder.resolve("once"));
        Checkpoint less = Checkpoints.open(folder.resolve("less"));
        Checkpoint more = Checkpoints.open(folder.resolve("more"));
        Checkpoint atOnce = Checkpoints.open(folder.resolve("atOnce"))) {
      assertArrayEquals(decode(half.tensor(DOWN)), decode(less.tensor(DOWN)));
      assertArrayEquals(decode(atOnce.tensor(DOWN)), decode(more.tensor(DOWN)));
      assertEquals(2, more.history().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"0.7, int4 g16 asymmetric sparse", "0.1, int4 g16 asymmetric"})
  void codesStayCodes(double share, String encoding) {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F16, 5);
    QuantizedTensor codes = codes(model.tensor(DOWN).shape());
    model.with(DOWN, codes);
    prune(model, "out", sparsity(share), targets(DOWN));
    try (Checkpoint read = Checkpoints.open(folder.resolve("out"))) {
      assertEquals(encoding, read.tensor(DOWN).encoding());
      SparseTensor expected = new SparseTensor(new SmallestOfAll(DOWN, codes, share), codes);
      assertArrayEquals(decode(expected), decode(read.tensor(DOWN)));
      assertTrue(read.tensor(DOWN).byteSize() <= codes.byteSize());
    }
  }

  private static QuantizedTensor codes(Shape shape) {
    return new QuantizedTensor(
        shape,
        new QuantizationScheme(4, Granularity.group(16), false),
        DType.F16,
        (firstRow, into) -> {
          for (int row = 0; row < into.rowCount(); row++) {
            Random random = new Random(firstRow + row);
            for (int i = row * into.columns(); i < (row + 1) * into.columns(); i++) {
              into.codes()[i] = (byte) (random.nextInt(16) - 8);
            }
            for (int i = row * into.groupsPerRow(); i < (row + 1) * into.groupsPerRow(); i++) {
              into.scales()[i] = 1 + random.nextInt(100);
              into.zeroPoints()[i] = (byte) (random.nextInt(16) - 8);
            }
          }
        });
  }

  @Test
  void indicesStayIndices() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F16, 5);
    Shape shape = model.tensor(DOWN).shape();
    CodebookTensor indices =
        new CodebookTensor(
            shape,
            CodebookScheme.tensor(4),
            DType.F16,
            into -> {
              for (int i = 0; i < into.rowCount() * into.columns(); i++) {
                into.indices()[i] = (byte) ((into.firstRow() * into.columns() + i) * 7 % 16);
              }
              for (int i = 0; i < 16; i++) {
                into.entries()[i] = i - 7.5f;
              }
            });
    model.with(DOWN, indices);
    prune(model, "out", sparsity(0.5), targets(DOWN));
    try (Checkpoint read = Checkpoints.open(folder.resolve("out"))) {
      assertEquals("codebook4 tensor sparse", read.tensor(DOWN).encoding());
      assertInstanceOf(SparseTensor.class, read.tensor(DOWN));
      assertEquals(shape.size() / 2, zeros(read.tensor(DOWN)));
    }
  }

  @Test
  void whatCannotBePrunedIsRefusedByName() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F32, 5);
    refused(model, DOWN + ": has rows of 80 weights, which 3:7 does not", "pattern", "3:7");
    WeightTensor blocks =
        new GgmlBlockTensor(GgmlType.Q4_0, Shape.of(80, 64), ByteSource.of(new byte[80 * 36]));
    refused(
        RandomCheckpoint.small(DType.F32, 5).with(DOWN, blocks),
        DOWN + ": is stored as q4_0, of whose blocks no weight can be left out",
        "sparsity",
        0.5);
  }

  @Test
  void rowsTooLongToBeReadAgainAreRefusedByName() {
    Shape shape = Shape.of(1, (1 << 23) + 1);
    DenseTensor weight = DenseTensor.of(DType.F16, shape, new float[(int) shape.size()]);
    PareException e = assertThrows(PareException.class, () -> MagnitudeMethod.values("w", weight));
    assertEquals("w: has rows of 8388609 weights; leave it as it is", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "sparsity, 0, sparsity 0.0 is no share",
    "sparsity, 1, sparsity 1.0 is no share",
    "sparsity, -0.1, sparsity -0.1 is no share",
    "sparsity, NaN, sparsity NaN is no share",
    "pattern, 4:2, pattern 4:2: not N kept of M",
    "pattern, unstructured, pattern unstructured says no number",
    "targets, *, has neither a sparsity nor a pattern",
  })
  void settingsThatMakeNoSenseAreRefused(String key, String value, String message) {
    Object given =
        key.equals("sparsity")
            ? (Object) Double.valueOf(value)
            : key.equals("targets") ? List.of(value) : value;
    refused(RandomCheckpoint.small(DType.F32, 5), message, key, given);
  }

  @Test
  void aShareAndAPatternAreOneTooMany() {
    PareException e =
        assertThrows(
            PareException.class,
            () ->
                prune(
                    RandomCheckpoint.small(DType.F32, 5),
                    "out",
                    sparsity(0.5),
                    pattern(SparsityPattern.keptOf(2, 4))));
    assertTrue(e.getMessage().contains("has both a sparsity and a pattern"), e.getMessage());
  }

  private void refused(Checkpoint model, String message, String key, Object value) {
    PareException e =
        assertThrows(
            PareException.class,
            () -> prune(model, "out", new Setting(key, value), targetsOf(key)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static Setting targetsOf(String key) {
    return key.equals("targets") ? ignore() : targets(DOWN);
  }

  @Test
  void weightsThatAreNotFiniteLeaveNothingBehind() throws IOException {
    float[] w = new float[48 * 80];
    w[77] = Float.NaN;
    RandomCheckpoint model =
        RandomCheckpoint.small(DType.F32, 5)
            .with(DOWN, DenseTensor.of(DType.F32, Shape.of(48, 80), w));
    refused(model, DOWN + ": holds NaN or infinite weights", "sparsity", 0.5);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
