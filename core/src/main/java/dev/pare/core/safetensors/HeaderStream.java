package dev.pare.core.safetensors;

import dev.pare.core.tensor.ByteSource;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Bytes from {@code position} up to {@code end}, read as they are asked for. */
final class HeaderStream extends InputStream {
  private final ByteSource bytes;
  private final long end;
  private long position;

  HeaderStream(ByteSource bytes, long position, long end) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (position == end && length > 0) {
      return -1;
    }
    int count = (int) Math.min(length, end - position);
    bytes.read(position, ByteBuffer.wrap(target, offset, count));
    position += count;
    return count;
  }
}
