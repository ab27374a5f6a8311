package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RotaryRowsTest {
  private static byte[] read(ByteSource source, int position, int length) {
    byte[] bytes = new byte[length];
    source.read(position, ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Test
  void pairsComeApartWithinEachHead() {
    ByteSource stored = ByteSource.of(new byte[] {0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11});
    byte[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assertArrayEquals(expected, read(new RotaryRows(stored, 1, 6), 0, 12));
  }

  @Test
  void anyRangeIsASliceOfAll() {
    byte[] stored = new byte[8 * 7];
    new Random(3).nextBytes(stored);
    RotaryRows rows = new RotaryRows(ByteSource.of(stored), 7, 4);
    byte[] all = read(rows, 0, stored.length);
    for (int from = 0; from <= all.length; from++) {
      for (int to = from; to <= all.length; to++) {
        byte[] expected = Arrays.copyOfRange(all, from, to);
        assertArrayEquals(expected, read(rows, from, to - from));
        assertEquals(ByteBuffer.wrap(expected), rows.map(from, to - from));
      }
    }
    assertThrows(IndexOutOfBoundsException.class, () -> read(rows, all.length - 1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> read(rows, -1, 2));
  }
}
