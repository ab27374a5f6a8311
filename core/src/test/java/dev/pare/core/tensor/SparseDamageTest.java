package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stored parts that contradict each other, met when a row is read: each told by name. */
class SparseDamageTest {
  private static final Shape SHAPE = Shape.of(3, 10);

  /** Rows that keep the weights 0 and 9, none, and 0 to 2. */
  private static final byte[] BITS = {1, 2, 0, 0, 7, 0};

  private static SparseTensor stored(byte[] bits, Long... offsets) {
    SparseLayout layout = new SparseLayout(SHAPE, SparsityPattern.unstructured(), DType.F32, 0, 5);
    return new SparseParts(
            "layers.3.up",
            layout,
            ByteSource.of(SlowBits.floats(DType.F32, new float[] {1, 2, 3, 4, 5})),
            ByteSource.of(bits),
            Optional.of(ByteSource.of(SlowBits.longs(List.of(offsets)))))
        .floats();
  }

  @Test
  void theUndamagedWeightIsRead() {
    float[] w = new float[30];
    stored(BITS, 0L, 2L, 2L).decodeRows(0, 3, w);
    float[] expected = new float[30];
    expected[0] = 1;
    expected[9] = 2;
    expected[20] = 3;
    expected[21] = 4;
    expected[22] = 5;
    assertArrayEquals(expected, w);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 2, 0",
    "0, 1, 2, 0",
    "0, 2, 3, 1",
    "0, 2, 1, 1",
    "0, 3, 3, 0",
    "-1, 1, 1, 0",
    "0, 2, 9223372036854775807, 1",
    "0, -9223372036854775808, 2, 0",
  })
  void offsetsThatLieAreRefused(long first, long second, long third, int row) {
    SparseTensor tensor = stored(BITS, first, second, third);
    assertRefused(tensor, "has row_offsets that do not fit its bitmask at row " + row);
  }

  @Test
  void maskBitsThatLieAreRefused() {
    assertRefused(
        stored(new byte[] {1, 2, 0, 0, 3, 0}, 0L, 2L, 2L),
        "has row_offsets that do not fit its bitmask at row 2");
    assertRefused(
        stored(new byte[] {1, 2, 0, 0, 3, 4}, 0L, 2L, 2L),
        "has a bitmask that goes beyond its columns");
  }

  /** One row alone is checked against what follows it. */
  @Test
  void eachRowIsHeldToTheNext() {
    SparseTensor tensor = stored(BITS, 0L, 2L, 9L);
    tensor.decodeRow(0, new float[10]);
    PareException e = assertThrows(PareException.class, () -> tensor.decodeRow(1, new float[10]));
    assertEquals(
        "layers.3.up: has row_offsets that do not fit its bitmask at row 1;"
            + " take an undamaged checkpoint",
        e.getMessage());
    assertThrows(PareException.class, () -> tensor.decodeRow(2, new float[10]));
  }

  private static void assertRefused(SparseTensor tensor, String what) {
    PareException e =
        assertThrows(PareException.class, () -> tensor.decodeRows(0, 3, new float[30]));
    assertEquals("layers.3.up: " + what + "; take an undamaged checkpoint", e.getMessage());
  }

  @Test
  void partsOfTheWrongSizeAreRefused() {
    SparseLayout layout = new SparseLayout(SHAPE, SparsityPattern.unstructured(), DType.F32, 0, 5);
    ByteSource compressed = ByteSource.of(new byte[20]);
    ByteSource bits = ByteSource.of(BITS);
    Optional<ByteSource> offsets = Optional.of(ByteSource.of(new byte[24]));
    new SparseParts("w", layout, compressed, bits, offsets);
    refused(layout, bits, bits, offsets);
    refused(layout, compressed, compressed, offsets);
    refused(layout, compressed, bits, Optional.of(bits));
    refused(layout, compressed, bits, Optional.empty());
  }

  private static void refused(
      SparseLayout layout, ByteSource compressed, ByteSource bits, Optional<ByteSource> offsets) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseParts("w", layout, compressed, bits, offsets));
  }
}
