package dev.pare.core.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One thread's buffers for packing weights, grown as needed. */
final class WriteScratch {
  private int[] words = {};
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

  int[] words(int count) {
    words = words.length < count ? new int[count] : words;
    return words;
  }

  /** Room for {@code length} bytes, little-endian. */
  ByteBuffer bytes(int length) {
    if (bytes.capacity() < length) {
      bytes = ByteBuffer.allocateDirect(length);
    }
    return bytes.clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The bytes of {@code count} words. */
  ByteBuffer bytes(int[] source, int count) {
    ByteBuffer target = bytes(count * Integer.BYTES);
    target.asIntBuffer().put(source, 0, count);
    return target.limit(count * Integer.BYTES);
  }

  /** What a shape entry holds: rows and columns. */
  ByteBuffer matrix(int rows, int columns) {
    return bytes(2 * Long.BYTES).putLong(rows).putLong(columns).flip();
  }
}
