package dev.pare.core.testing;

import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;

/** {@code start}, then {@code filler} for as long as anyone reads. */
public record Endless(ByteSource start, char filler, long size) implements ByteSource {
  @Override
  public void read(long position, ByteBuffer target) {
    ByteBuffer one = ByteBuffer.allocate(1);
    while (target.hasRemaining()) {
      if (position < start.size()) {
        start.read(position, one.clear());
      } else {
        one.put(0, (byte) filler);
      }
      target.put(one.get(0));
      position++;
    }
  }

  @Override
  public ByteBuffer map(long position, int length) {
    throw new UnsupportedOperationException();
  }
}
