package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One thread's buffers for reading stored parts, grown as needed: what a read returns is good until
 * the thread's next.
 */
final class ReadScratch {
  private static final ThreadLocal<ReadScratch> OWN = ThreadLocal.withInitial(ReadScratch::new);

  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private int[] ints = {};

  private ReadScratch() {}

  /** The calling thread's. */
  static ReadScratch own() {
    return OWN.get();
  }

  /** {@code length} bytes, little-endian. */
  ByteBuffer bytes(ByteSource source, long position, int length) {
    if (bytes.capacity() < length) {
      bytes = ByteBuffer.allocateDirect(length);
    }
    bytes.clear().limit(length);
    source.read(position, bytes);
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@code count} words, the first of them the {@code firstInt}-th of the source. */
  int[] ints(ByteSource source, long firstInt, int count) {
    return ints(bytes(source, firstInt * Integer.BYTES, count * Integer.BYTES));
  }

  /** The words that are left in {@code words}. */
  int[] ints(ByteBuffer words) {
    int count = words.remaining() / Integer.BYTES;
    ints = ints.length < count ? new int[count] : ints;
    words.asIntBuffer().get(ints, 0, count);
    return ints;
  }

  /** Throws where stored parts do not have the sizes that their layout says. */
  static void requireSize(String part, long size, long expected) {
    if (size != expected) {
      throw new IllegalArgumentException(size + " bytes of " + part + ", not " + expected);
    }
  }
}
