package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SameBits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codebooks and sparse weights, written and read again. */
class OwnFormatTest {
  private static final String UP = "model.layers.0.mlp.up_proj.weight";

  @TempDir private Path temporary;

  /** Each linear layer stored in another way. */
  private static RandomCheckpoint mixed() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 6);
    int way = 0;
    for (String name : List.copyOf(model.names())) {
      if (name.endsWith("_proj.weight")) {
        model.with(name, stored(model.tensor(name), way++));
      }
    }
    return model;
  }

  private static WeightTensor stored(WeightTensor dense, int way) {
    Shape shape = dense.shape();
    return switch (way) {
      case 0 -> indices(shape, CodebookScheme.tensor(4));
      case 1 -> indices(shape, CodebookScheme.channel(3));
      case 2 -> indices(shape, CodebookScheme.group(8, 5));
      case 3 -> indices(shape, CodebookScheme.tensor(1));
      case 4 -> new SparseTensor(mask(shape, "unstructured"), dense);
      case 5 -> new SparseTensor(mask(shape, "2:4"), dense);
      case 6 -> new SparseTensor(mask(shape, "unstructured"), codes(shape, 4, false));
      case 7 -> new SparseTensor(mask(shape, "4:8"), codes(shape, 3, false));
      case 8 -> new SparseTensor(mask(shape, "1:2"), codes(shape, 8, true));
      case 9 ->
          new SparseTensor(mask(shape, "unstructured"), indices(shape, CodebookScheme.channel(2)));
      case 10 -> new SparseTensor(mask(shape, "3:4"), indices(shape, CodebookScheme.group(5, 16)));
      case 11 -> codes(shape, 4, true);
      default -> dense;
    };
  }

  private static SparseMask mask(Shape shape, String pattern) {
    SparseRows rows = new SparseRows();
    rows.reset(shape.rows(), shape.columns());
    SparsityPattern parsed = SparsityPattern.parse(pattern);
    int group = parsed instanceof SparsityPattern.KeptOf nm ? nm.group() : 1;
    int kept = parsed instanceof SparsityPattern.KeptOf nm ? nm.kept() : 0;
    Random random = new Random(8);
    for (int row = 0; row < shape.rows(); row++) {
      for (int i = 0; i < shape.columns(); i++) {
        boolean keeps = group == 1 ? random.nextInt(shape.rows()) < row : (i + row) % group < kept;
        if (keeps) {
          rows.keep(row, i);
        }
      }
    }
    byte[] bits = new byte[shape.rows() * SparseRows.rowBytes(shape.columns())];
    System.arraycopy(rows.bits(), 0, bits, 0, bits.length);
    return SparseMask.of(shape, parsed, bits);
  }

  /** Every index and entry is its place's own, so that any slice of rows is the same. */
  private static CodebookTensor indices(Shape shape, CodebookScheme scheme) {
    return new CodebookTensor(
        shape,
        scheme,
        DType.BF16,
        into -> {
          for (int i = 0; i < into.rowCount() * into.columns(); i++) {
            int at = into.firstRow() * into.columns() + i;
            into.indices()[i] = (byte) (((at * 7919) >> 3) & (scheme.entries() - 1));
          }
          for (int i = 0; i < into.codebookCount() * scheme.entries(); i++) {
            into.entries()[i] = (into.firstCodebook() * scheme.entries() + i) % 251 - 125;
          }
        });
  }

  private static QuantizedTensor codes(Shape shape, int bits, boolean symmetric) {
    QuantizationScheme scheme = new QuantizationScheme(bits, Granularity.group(16), symmetric);
    return new QuantizedTensor(
        shape,
        scheme,
        DType.BF16,
        (firstRow, into) -> {
          for (int i = 0; i < into.rowCount() * into.columns(); i++) {
            int at = firstRow * into.columns() + i;
            into.codes()[i] = (byte) ((((at * 7919) >> 3) & ((1 << bits) - 1)) + scheme.minCode());
          }
          for (int i = 0; i < into.rowCount() * into.groupsPerRow(); i++) {
            int at = firstRow * into.groupsPerRow() + i;
            into.scales()[i] = 1 + at % 128;
            into.zeroPoints()[i] = (byte) (symmetric ? 0 : at % (1 << bits) + scheme.minCode());
          }
        });
  }

  private Path write(Checkpoint model, String name, int threads) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    new CheckpointWriter(model).write(folder, threads, Progress.none());
    return folder;
  }

  @Test
  void everyWayComesBack() throws IOException {
    RandomCheckpoint model = mixed();
    try (Checkpoint read = Checkpoints.open(write(model, "model", 2))) {
      assertSame(model, read);
      Path again = write(read, "again", 2);
      assertArrayEquals(
          Files.readAllBytes(temporary.resolve("model/model.safetensors")),
          Files.readAllBytes(again.resolve("model.safetensors")));
    }
  }

  private static void assertSame(Checkpoint expected, Checkpoint actual) {
    assertEquals(expected.names(), actual.names());
    for (String name : expected.names()) {
      assertEquals(expected.tensor(name).encoding(), actual.tensor(name).encoding(), name);
      assertEquals(expected.tensor(name).byteSize(), actual.tensor(name).byteSize(), name);
      SameBits.assertSameBits(expected.tensor(name), actual.tensor(name), name);
    }
  }

  @Test
  void bytesDoNotDependOnThreads() throws IOException {
    for (String file : List.of("model.safetensors", "config.json")) {
      assertArrayEquals(
          Files.readAllBytes(write(mixed(), "one-" + file, 1).resolve(file)),
          Files.readAllBytes(write(mixed(), "three-" + file, 3).resolve(file)));
    }
  }

  /** More rows than are written at a time, in groups of channels that do not divide them. */
  @Test
  void weightsOfManyChunksComeBack() throws IOException {
    Shape shape = Shape.of(1100, 1024);
    for (CodebookScheme scheme :
        List.of(
            CodebookScheme.group(4, 37),
            CodebookScheme.group(4, 600),
            CodebookScheme.tensor(4),
            CodebookScheme.channel(2))) {
      RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 6);
      model.with(UP, indices(shape, scheme));
      model.with(
          UP.replace("up_proj", "gate_proj"),
          new SparseTensor(mask(shape, "unstructured"), indices(shape, scheme)));
      try (Checkpoint read = Checkpoints.open(write(model, "m" + scheme, 2))) {
        assertSame(model, read);
      }
    }
  }

  @Test
  void configNamesTheWays() throws IOException {
    JsonObject config =
        Json.readObject(write(mixed(), "model", 1).resolve("config.json"))
            .requireObject("quantization_config");
    assertEquals("pare", config.requireString("quant_method"));
    assertEquals("mixed-precision", config.requireString("format"));
    JsonObject groups = config.requireObject("config_groups");
    assertEquals(12, groups.keys().size());
    assertEquals("codebook", groups.requireObject("group_0").requireString("format"));
    JsonObject sparse = groups.requireObject("group_7");
    assertEquals("sparse", sparse.requireString("format"));
    assertEquals("4:8", sparse.requireObject("sparsity").requireString("structure"));
    assertEquals(3, sparse.requireObject("weights").requireInteger("num_bits"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unstructured", "2:4"})
  void ggufHoldsSparseFloatsAndCodesWithTheirZeros(String pattern) {
    Shape shape = Shape.of(7, 64);
    QuantizationScheme scheme = new QuantizationScheme(4, Granularity.group(32), true);
    QuantizedTensor codes =
        new QuantizedTensor(
            shape,
            scheme,
            DType.F16,
            (firstRow, into) -> {
              for (int i = 0; i < into.rowCount() * 64; i++) {
                into.codes()[i] = (byte) ((firstRow * 64 + i) % 15 - 7);
              }
              for (int i = 0; i < into.rowCount() * 2; i++) {
                into.scales()[i] = 0.25f * (firstRow * 2 + i + 1);
                into.zeroPoints()[i] = 0;
              }
            });
    SparseTensor sparse = new SparseTensor(mask(shape, pattern), codes);
    GgufRows rows = GgufRows.of("w", sparse);
    ByteBuffer bytes = ByteBuffer.allocate((int) rows.type().byteSize(shape));
    rows.put(0, 3, bytes);
    rows.put(3, 4, bytes);
    SameBits.assertSameBits(
        sparse, rows.type().weight(shape, ByteSource.of(bytes.array())), pattern);
  }

  @Test
  void ggufRefusesCodebooksByName() {
    CodebookTensor indices = indices(Shape.of(4, 32), CodebookScheme.tensor(3));
    SparseTensor sparse = new SparseTensor(mask(Shape.of(4, 32), "2:4"), indices);
    assertRefused(indices, "w: is codebook3 tensor, and GGUF has no codebooks; add --type Q8_0");
    assertRefused(sparse, "w: is codebook3 tensor 2:4, and GGUF has no codebooks; add --type");
  }

  private static void assertRefused(WeightTensor tensor, String what) {
    PareException e = assertThrows(PareException.class, () -> GgufRows.of("w", tensor));
    assertTrue(e.getMessage().startsWith(what), e.getMessage());
  }
}
