package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.SameBits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Blocks of random bytes and what ggml decodes them to: oracles/ggml_golden.py. */
class GgmlBlockTensorTest extends WeightTensorContract {
  private static final SafetensorsFile GOLDEN = golden();

  private static SafetensorsFile golden() {
    try {
      byte[] file = Golden.bytes("ggml/blocks.safetensors");
      return SafetensorsFile.of("ggml/blocks.safetensors", ByteSource.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] goldenBlocks(GgmlType type) {
    ByteSource stored = GOLDEN.data(type.name() + ".blocks");
    byte[] blocks = new byte[Math.toIntExact(stored.size())];
    stored.read(0, ByteBuffer.wrap(blocks));
    return blocks;
  }

  /** The golden blocks, again and again. */
  private static GgmlBlockTensor repeated(GgmlType type, Shape shape) {
    byte[] golden = goldenBlocks(type);
    byte[] bytes = new byte[Math.toIntExact(type.byteSize(shape))];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = golden[i % golden.length];
    }
    return new GgmlBlockTensor(type, shape, ByteSource.of(bytes));
  }

  @Override
  protected List<GgmlBlockTensor> tensors() {
    List<GgmlBlockTensor> tensors = new ArrayList<>();
    for (GgmlType type : GgmlType.values()) {
      if (!type.isDense()) {
        int block = type.blockSize();
        tensors.add(repeated(type, Shape.of(1, block)));
        tensors.add(repeated(type, Shape.of(7, 3L * block)));
        tensors.add(repeated(type, Shape.of(5L * block)));
        tensors.add(repeated(type, Shape.of(2, 3, block)));
      }
    }
    tensors.add(repeated(GgmlType.Q8_0, Shape.of(3, 65_536))); // a row past the scratch
    return tensors;
  }

  @Override
  protected float[] expectedRow(WeightTensor tensor, int row) {
    GgmlType type = ((GgmlBlockTensor) tensor).type();
    DenseTensor golden = SameBits.dense(GOLDEN, type.name() + ".decoded");
    float[] all = new float[golden.shape().columns()];
    golden.decodeRow(0, all);
    float[] expected = new float[tensor.shape().columns()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = all[(int) (((long) row * expected.length + i) % all.length)];
    }
    return expected;
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"F32", "F16", "BF16"})
  void everyBitIsAsGgmlDecodesIt(GgmlType type) {
    DenseTensor decoded = SameBits.dense(GOLDEN, type.name() + ".decoded");
    SameBits.assertSameBits(decoded, repeated(type, decoded.shape()), type.name());
  }

  @Test
  void aScaleThatIsNoNumberDecodesAsIeeeArithmeticSays() {
    byte[] infinite = new byte[34];
    infinite[1] = 0x7c;
    infinite[3] = 1;
    infinite[4] = -1;
    float[] w = new float[32];
    new GgmlBlockTensor(GgmlType.Q8_0, Shape.of(32), ByteSource.of(infinite)).decodeRow(0, w);
    assertArrayEquals(
        new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN},
        Arrays.copyOf(w, 4));
  }

  @Test
  void plainFloatsAreDenseTensors() {
    for (GgmlType type : List.of(GgmlType.F32, GgmlType.F16, GgmlType.BF16)) {
      Shape shape = Shape.of(3, 5);
      ByteSource bytes = ByteSource.of(new byte[(int) type.byteSize(shape)]);
      assertEquals(
          new DenseTensor(DType.valueOf(type.name()), shape, bytes), type.weight(shape, bytes));
      assertThrows(IllegalArgumentException.class, () -> new GgmlBlockTensor(type, shape, bytes));
    }
  }

  @Test
  void rowsThatAreNoWholeBlocksAndWrongSizesAreRefused() {
    ByteSource block = ByteSource.of(new byte[18]);
    for (Shape shape : List.of(Shape.of(2, 16), Shape.of(33), Shape.of(2, 32))) {
      assertThrows(
          IllegalArgumentException.class, () -> new GgmlBlockTensor(GgmlType.Q4_0, shape, block));
    }
  }
}
