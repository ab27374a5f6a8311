package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The bytes that a weight would have as plain floats, made when they are read. */
record DecodedBytes(WeightTensor tensor, DType type) implements ByteSource {
  private static final int BLOCK_WEIGHTS = 1 << 18;

  @Override
  public long size() {
    return tensor.shape().size() * type.byteSize();
  }

  @Override
  public void read(long position, ByteBuffer target) {
    Objects.checkFromIndexSize(position, (long) target.remaining(), size());
    int columns = tensor.shape().columns();
    long rowBytes = (long) columns * type.byteSize();
    int blockRows = Math.max(1, BLOCK_WEIGHTS / columns);
    float[] w = {};
    ByteBuffer bytes = ByteBuffer.allocate(0);
    for (long at = position; target.hasRemaining(); ) {
      int first = (int) (at / rowBytes);
      long skipped = at - first * rowBytes;
      long needed = (skipped + target.remaining() + rowBytes - 1) / rowBytes;
      int count = (int) Math.min(blockRows, needed);
      if (w.length < count * columns) {
        w = new float[count * columns];
        bytes = ByteBuffer.allocate(Math.multiplyExact(w.length, type.byteSize()));
      }
      tensor.decodeRows(first, count, w);
      FloatCodec.encode(type, w, 0, count * columns, bytes.clear());
      int length = (int) Math.min(count * rowBytes - skipped, target.remaining());
      target.put(bytes.flip().slice((int) skipped, length));
      at += length;
    }
  }

  @Override
  public ByteBuffer map(long position, int length) {
    ByteBuffer copy = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, copy);
    return copy.flip();
  }
}
