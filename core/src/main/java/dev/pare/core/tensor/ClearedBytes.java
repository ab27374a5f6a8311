package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A dense weight's bytes with 0 where a mask keeps nothing, made when they are read. */
final class ClearedBytes extends MadeRows {
  private final SparseMask mask;
  private final DenseTensor values;

  ClearedBytes(SparseMask mask, DenseTensor values) {
    super(values.shape(), values.byteSize());
    this.mask = mask;
    this.values = values;
  }

  @Override
  protected ByteBuffer make(int firstRow, int rows) {
    int columns = values.shape().columns();
    int width = values.type().byteSize();
    ByteBuffer bytes = ByteBuffer.allocate(rows * columns * width).order(ByteOrder.LITTLE_ENDIAN);
    values.data().read((long) firstRow * columns * width, bytes);
    SparseRows kept = new SparseRows();
    kept.reset(rows, columns);
    mask.read(firstRow, kept);
    kept.clear(bytes, width);
    return bytes.flip();
  }
}
