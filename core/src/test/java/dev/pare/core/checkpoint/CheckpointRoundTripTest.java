package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.tensor.ZeroPoints;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is what is read, bit by bit. */
class CheckpointRoundTripTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F16", "BF16"})
  void denseWeightsComeBack(DType type) {
    RandomCheckpoint model = RandomCheckpoint.small(type, 1);
    try (Checkpoint read = writeAndOpen(model, 2)) {
      assertSameWeights(model, read);
      assertEquals(model.config().hiddenSize(), read.config().hiddenSize());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2,g16",
    "3,g16",
    "3,channel",
    "4,g16",
    "4,tensor",
    "5,channel",
    "6,g13",
    "7,tensor",
    "8,channel",
    "8,g64"
  })
  void quantizedWeightsComeBack(int bits, String group) {
    for (ZeroPoints zeroPoints : ZeroPoints.values()) {
      Granularity granularity =
          Granularity.parse(group.startsWith("g") ? group.substring(1) : group);
      QuantizationScheme scheme = new QuantizationScheme(bits, granularity, zeroPoints);
      Checkpoint model = quantized(RandomCheckpoint.small(DType.F16, 2), scheme);
      try (Checkpoint read = writeAndOpen(model, 2)) {
        assertSameWeights(model, read);
        assertEquals(
            scheme, ((QuantizedTensor) read.tensor("model.layers.1.mlp.up_proj.weight")).scheme());
      }
    }
  }

  @Test
  void bytesDoNotDependOnThreads() throws IOException {
    Checkpoint model =
        quantized(
            RandomCheckpoint.small(DType.BF16, 3),
            new QuantizationScheme(3, Granularity.group(16), false));
    write(model, folder.resolve("one"), 1);
    write(model, folder.resolve("three"), 3);
    for (String file : List.of("model.safetensors", "config.json", "pare.json")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("one").resolve(file)),
          Files.readAllBytes(folder.resolve("three").resolve(file)),
          file);
    }
  }

  @Test
  void historyAndCompanionsGoAlong() {
    AppliedStep.Run run = new AppliedStep.Run("0.1", 7, 2, 1000, 300, 1.5, 123);
    AppliedStep step =
        new AppliedStep(
            "quantize",
            "rtn",
            Map.of("bits", 4L),
            List.of(new AppliedStep.Layer("a.weight", "int4 g64", 100, 30, 0.01)),
            Optional.of(run));
    RandomCheckpoint model =
        RandomCheckpoint.small(DType.F32, 4)
            .withCompanion("LICENSE", "free".getBytes(StandardCharsets.UTF_8));
    Path out = folder.resolve("out");
    write(model, out, 1, List.of(step));
    try (Checkpoint read = Checkpoints.open(out)) {
      assertEquals(List.of(step), read.history());
      assertEquals(4, read.companions().get("LICENSE").size());
      assertFalse(read.companions().containsKey("config.json"));
    }
  }

  /** Rows in whole chunks would count past the largest int, and begin again below zero. */
  @Test
  void asManyRowsAsThereCanBeAreCutOnce() {
    ByteSource zeros =
        new ByteSource() {
          @Override
          public long size() {
            return 2L * Integer.MAX_VALUE;
          }

          @Override
          public void read(long position, ByteBuffer target) {
            target.position(target.limit());
          }

          @Override
          public ByteBuffer map(long position, int length) {
            throw new UnsupportedOperationException();
          }
        };
    DenseTensor tall = new DenseTensor(DType.F16, Shape.of(Integer.MAX_VALUE, 1), zeros);
    CheckpointWriter writer =
        new CheckpointWriter(RandomCheckpoint.small(DType.F32, 4).with("tall.weight", tall));
    assertTrue(writer.estimateEncodingSeconds(1) > 0);
  }

  private Checkpoint writeAndOpen(Checkpoint model, int threads) {
    Path out = folder.resolve("model-" + new Random().nextLong());
    write(model, out, threads);
    return Checkpoints.open(out);
  }

  private static void write(Checkpoint model, Path out, int threads) {
    write(model, out, threads, List.of());
  }

  private static void write(Checkpoint model, Path out, int threads, List<AppliedStep> history) {
    try (OutputFolder target = new OutputFolder(out, false)) {
      CheckpointWriter writer = new CheckpointWriter(model);
      writer.write(target.staging(), threads, Progress.none());
      writer.writeManifest(target.staging(), history);
      target.commit();
    }
  }

  /** The block's linear layers with random codes on random grids. */
  private static Checkpoint quantized(RandomCheckpoint model, QuantizationScheme scheme) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (String name : model.names()) {
      if (name.endsWith("_proj.weight")) {
        DenseTensor weight = (DenseTensor) model.tensor(name);
        tensors.put(
            name, new QuantizedTensor(weight.shape(), scheme, weight.type(), randomRows(scheme)));
      }
    }
    return new ReencodedCheckpoint(
        model,
        tensors,
        () -> new AppliedStep("test", "random", Map.of(), List.of(), Optional.empty()));
  }

  /**
   * Every code and grid is drawn from its row's own stream, so that any slice of rows is the same.
   */
  private static QuantizedTensor.RowSource randomRows(QuantizationScheme scheme) {
    return (firstRow, into) -> {
      for (int row = 0; row < into.rowCount(); row++) {
        fill(into, row, new Random(firstRow + row), scheme);
      }
    };
  }

  private static void fill(QuantizedRows into, int row, Random random, QuantizationScheme scheme) {
    boolean one = scheme.granularity() instanceof Granularity.Tensor;
    for (int i = 0; i < into.columns(); i++) {
      into.codes()[row * into.columns() + i] = code(random, scheme);
    }
    for (int i = 0; i < into.groupsPerRow(); i++) {
      into.scales()[row * into.groupsPerRow() + i] =
          one ? 0.5f : (1 + random.nextInt(1000)) / 1024f;
      into.zeroPoints()[row * into.groupsPerRow() + i] =
          scheme.symmetric() ? 0 : one ? 1 : code(random, scheme);
      into.floatZeroPoints()[row * into.groupsPerRow() + i] =
          one ? -0.25f : random.nextInt(1000) / 8f;
    }
  }

  private static byte code(Random random, QuantizationScheme scheme) {
    return (byte) (scheme.minCode() + random.nextInt(1 << scheme.numBits()));
  }

  private static void assertSameWeights(Checkpoint expected, Checkpoint actual) {
    assertEquals(expected.names(), actual.names());
    for (String name : expected.names()) {
      WeightTensor a = expected.tensor(name);
      WeightTensor b = actual.tensor(name);
      assertEquals(a.shape(), b.shape());
      assertEquals(a.byteSize(), b.byteSize());
      assertEquals(a.encoding(), b.encoding());
      float[] left = new float[(int) a.shape().size()];
      float[] right = new float[left.length];
      a.decodeRows(0, a.shape().rows(), left);
      b.decodeRows(0, b.shape().rows(), right);
      assertArrayEquals(left, right, name);
    }
  }

  @Test
  void whatSafetensorsCannotHoldIsRefusedByName() {
    String name = "model.layers.0.mlp.up_proj.weight";
    WeightTensor blocks =
        new GgmlBlockTensor(GgmlType.Q4_0, Shape.of(80, 64), ByteSource.of(new byte[80 * 36]));
    RandomCheckpoint model = RandomCheckpoint.small(DType.F32, 1).with(name, blocks);
    PareException e = assertThrows(PareException.class, () -> new CheckpointWriter(model));
    assertTrue(e.getMessage().startsWith(name + ": is stored as q4_0, which"), e.getMessage());
  }
}
