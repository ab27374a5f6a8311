package dev.pare.core.checkpoint;

import dev.pare.core.tensor.ByteSource;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A matrix's elements [columns, rows], row by row, where they are stored [rows, columns]: GPT-2's
 * linear layers, in and out. Nothing is copied but what is read; the stored matrix is mapped, at
 * most 2 GiB of it.
 */
final class TurnedBytes implements ByteSource {
  private final ByteSource stored;
  private final int rows;
  private final int columns;
  private final int width;
  private WeakReference<ByteBuffer> mapped = new WeakReference<>(null);

  private TurnedBytes(ByteSource stored, int rows, int columns, int width) {
    this.stored = stored;
    this.rows = rows;
    this.columns = columns;
    this.width = width;
  }

  /**
   * Elements of {@code width} bytes, 2 or 4, turned; turned back if they were turned before.
   *
   * @param rows how {@code stored} has them
   */
  static ByteSource of(ByteSource stored, int rows, int columns, int width) {
    if (stored instanceof TurnedBytes turned && turned.columns == rows && turned.width == width) {
      return turned.stored;
    }
    return new TurnedBytes(stored, rows, columns, width);
  }

  @Override
  public long size() {
    return stored.size();
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int length = target.remaining();
    Objects.checkFromIndexSize(position, (long) length, size());
    int before = (int) (position % width);
    if (before == 0 && length % width == 0) {
      turn((int) (position / width), length / width, target);
      return;
    }
    int whole = (before + length + width - 1) / width; // elements that are read in part too
    ByteBuffer elements = ByteBuffer.allocate(whole * width);
    turn((int) (position / width), whole, elements);
    target.put(elements.flip().position(before).limit(before + length));
  }

  /** Elements {@code first … first + count − 1}, by stored rows: those lie together. */
  private void turn(int first, int count, ByteBuffer target) {
    ByteBuffer from = mapped();
    ByteBuffer to = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    int firstColumn = first / rows;
    int lastColumn = (first + count - 1) / rows;
    for (int row = 0; row < rows; row++) {
      for (int column = firstColumn; column <= lastColumn && count > 0; column++) {
        int at = column * rows + row - first;
        if (at >= 0 && at < count) {
          int source = (row * columns + column) * width;
          if (width == Integer.BYTES) {
            to.putInt(at * width, from.getInt(source));
          } else {
            to.putShort(at * width, from.getShort(source));
          }
        }
      }
    }
    target.position(target.position() + count * width);
  }

  private ByteBuffer mapped() {
    ByteBuffer known = mapped.get();
    if (known == null) {
      known = stored.map(0, (int) stored.size()).order(ByteOrder.LITTLE_ENDIAN);
      mapped = new WeakReference<>(known);
    }
    return known;
  }
}
