package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes that can be read at any position by any number of threads: a region of a file, or memory.
 *
 * <p>Nothing is cached: what a caller reads, it holds.
 */
public interface ByteSource {
  /** The number of bytes. */
  long size();

  /**
   * Fills {@code target} (its remaining bytes) from {@code position}.
   *
   * @throws dev.pare.core.PareException if the bytes cannot be read, by the file's name
   * @throws IndexOutOfBoundsException if the region does not hold that many bytes
   */
  void read(long position, ByteBuffer target);

  /**
   * A read-only or private view of a range, little-endian, of at most 2 GiB: mapped where the
   * source is a file, so that its pages belong to the page cache and not to this process; a copy
   * anywhere else. A write to it never reaches the file.
   */
  default ByteBuffer map(long position, int length) {
    ByteBuffer copy = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, copy);
    return copy.flip();
  }

  /**
   * The bytes {@code position … position + size − 1} as a source of their own.
   *
   * @throws IndexOutOfBoundsException if they are not there
   */
  default ByteSource slice(long position, long size) {
    return new ByteSlice(this, position, size);
  }

  /** Memory as a source; the array is not copied. */
  static ByteSource of(byte[] bytes) {
    return new MemoryByteSource(bytes);
  }
}
