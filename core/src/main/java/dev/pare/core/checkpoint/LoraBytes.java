package dev.pare.core.checkpoint;

import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * W + s·B·A (arXiv 2106.09685) in the type of W, made when it is read: computed in float32, rounded
 * once.
 *
 * @param base W [out, in]
 * @param down A [r, in]
 * @param up B [out, r]
 * @param scale s
 */
record LoraBytes(DenseTensor base, DenseTensor down, DenseTensor up, float scale)
    implements ByteSource {
  @Override
  public long size() {
    return base.byteSize();
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int length = target.remaining();
    Objects.checkFromIndexSize(position, (long) length, size());
    if (length == 0) {
      return;
    }
    int rank = down.shape().rows();
    int columns = base.shape().columns();
    float[] a = decode(down, 0, rank * columns);
    long rowBytes = (long) columns * base.type().byteSize();
    ByteBuffer row = ByteBuffer.allocate((int) rowBytes);
    for (long at = position; at < position + length; ) {
      int number = (int) (at / rowBytes);
      int from = (int) (at % rowBytes);
      int count = (int) Math.min(rowBytes - from, position + length - at);
      float[] w = merged(number, decode(up, (long) number * rank, rank), a);
      FloatCodec.encode(base.type(), w, 0, columns, row.clear());
      target.put(row.flip().position(from).limit(from + count));
      at += count;
    }
  }

  private float[] merged(int row, float[] b, float[] a) {
    int columns = base.shape().columns();
    float[] w = decode(base, (long) row * columns, columns);
    float[] update = new float[columns];
    for (int k = 0; k < b.length; k++) {
      for (int j = 0; j < columns; j++) {
        update[j] += b[k] * a[k * columns + j];
      }
    }
    for (int j = 0; j < columns; j++) {
      w[j] += scale * update[j];
    }
    return w;
  }

  /** Not {@link DenseTensor#decodeRows}, which may be what reads these bytes. */
  private static float[] decode(DenseTensor tensor, long first, int count) {
    int width = tensor.type().byteSize();
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count, width));
    tensor.data().read(first * width, bytes);
    float[] values = new float[count];
    FloatCodec.decode(tensor.type(), bytes.flip(), values, 0, count);
    return values;
  }

  @Override
  public ByteBuffer map(long position, int length) {
    ByteBuffer copy = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, copy);
    return copy.flip();
  }
}
