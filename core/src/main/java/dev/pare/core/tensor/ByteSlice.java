package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A range of another source. */
record ByteSlice(ByteSource whole, long start, long size) implements ByteSource {
  ByteSlice {
    Objects.checkFromIndexSize(start, size, whole.size());
  }

  @Override
  public void read(long position, ByteBuffer target) {
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    whole.read(start + position, target);
  }

  @Override
  public ByteBuffer map(long position, int length) {
    Objects.checkFromIndexSize(position, (long) length, size);
    return whole.map(start + position, length);
  }
}
