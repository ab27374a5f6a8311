package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A byte array as a {@link ByteSource}. */
final class MemoryByteSource implements ByteSource {
  private final byte[] bytes;

  MemoryByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int length = target.remaining();
    int from =
        Math.toIntExact(Objects.checkFromIndexSize(position, (long) length, (long) bytes.length));
    target.put(bytes, from, length);
  }
}
