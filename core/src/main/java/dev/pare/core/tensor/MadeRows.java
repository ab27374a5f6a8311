package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A weight's bytes, made when they are read: the rows that a range touches, a few at a time.
 * Reading whole rows, many at once, is cheapest.
 */
public abstract class MadeRows implements ByteSource {
  /** Weights at a time: 256 KB of float32, which stays in the second-level cache. */
  private static final int CHUNK_WEIGHTS = 1 << 16;

  private final Shape shape;
  private final long size;
  private final int rowBytes;

  /**
   * @param size bytes of all rows, each as long as the others
   */
  protected MadeRows(Shape shape, long size) {
    this.shape = shape;
    this.size = size;
    this.rowBytes = Math.toIntExact(size / shape.rows());
  }

  /**
   * The bytes of some rows, from index 0 of a buffer that the caller is done with before it asks
   * for others on the same thread. Safe for many threads.
   */
  protected abstract ByteBuffer make(int firstRow, int rows);

  @Override
  public final long size() {
    return size;
  }

  @Override
  public final void read(long position, ByteBuffer target) {
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    int step = Math.max(1, CHUNK_WEIGHTS / shape.columns());
    for (long at = position; target.hasRemaining(); ) {
      int row = (int) (at / rowBytes);
      int skipped = (int) (at % rowBytes);
      long wanted = ((long) skipped + target.remaining() + rowBytes - 1) / rowBytes;
      int rows = (int) Math.min(step, wanted);
      int length = Math.min(rows * rowBytes - skipped, target.remaining());
      target.put(make(row, rows).slice(skipped, length));
      at += length;
    }
  }
}
