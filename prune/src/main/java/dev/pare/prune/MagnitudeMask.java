package dev.pare.prune;

import dev.pare.core.PareException;
import dev.pare.core.tensor.LentBuffer;
import dev.pare.core.tensor.RowErrors;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.WeightTensor;

/**
 * Keeps the weights of the largest magnitude; of equal magnitudes the earlier go first, in the
 * order of rows. Found when it is read, a few rows at a time, so that a weight of any size passes
 * through a few rows of memory.
 *
 * <p>What each row lost is kept as it is read; {@link #relativeError} needs all of them.
 */
abstract class MagnitudeMask implements SparseMask {
  /** Weights decoded at a time: 256 KB of float32, which stays in the second-level cache. */
  private static final int CHUNK_WEIGHTS = 1 << 16;

  /** Bits of the smallest float that is no number, infinity. */
  private static final int INFINITE = 0x7f800000;

  /** Decoded rows; a mask may be of a weight with a mask. */
  private static final LentBuffer<float[]> ROWS = new LentBuffer<>(() -> new float[0]);

  private final String name;
  private final WeightTensor weight;
  private final RowErrors errors;

  /** Takes some rows of the weight, [rows, columns] from index 0. */
  @FunctionalInterface
  interface RowReader {
    void read(float[] w, int firstRow, int rows);
  }

  /**
   * @param name for errors
   */
  MagnitudeMask(String name, WeightTensor weight) {
    this.name = name;
    this.weight = weight;
    this.errors = new RowErrors(weight.shape().rows());
  }

  /** Says in {@code into} which weights of one row, from {@code w[from]} on, are kept. */
  abstract void keep(float[] w, int from, int weightRow, SparseRows into, int row);

  @Override
  public final Shape shape() {
    return weight.shape();
  }

  @Override
  public final void read(int firstRow, SparseRows into) {
    read(
        firstRow,
        into.rowCount(),
        (w, first, rows) -> {
          for (int row = 0; row < rows; row++) {
            int at = first - firstRow + row;
            keep(w, row * into.columns(), first + row, into, at);
            count(w, row * into.columns(), first + row, into, at);
          }
        });
  }

  /** Decodes rows, a few at a time. */
  final void read(int firstRow, int rowCount, RowReader reader) {
    int columns = weight.shape().columns();
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    float[] idle = ROWS.take();
    int size = Math.min(step, Math.max(1, rowCount)) * columns;
    float[] w = idle.length < size ? new float[size] : idle;
    int count;
    for (int done = 0; done < rowCount; done += count) {
      count = Math.min(step, rowCount - done);
      weight.decodeRows(firstRow + done, count, w);
      reader.read(w, firstRow + done, count);
    }
    ROWS.giveBack(w);
  }

  /** |w| as an integer that sorts as it does. */
  final int magnitude(float w) {
    int magnitude = Float.floatToRawIntBits(w) & Integer.MAX_VALUE;
    if (magnitude >= INFINITE) {
      throw new PareException(
          name, "holds NaN or infinite weights", "take an undamaged checkpoint");
    }
    return magnitude;
  }

  private void count(float[] w, int from, int weightRow, SparseRows kept, int row) {
    double lost = 0;
    double all = 0;
    for (int i = 0; i < kept.columns(); i++) {
      double square = (double) w[from + i] * w[from + i];
      all += square;
      lost += kept.keeps(row, i) ? 0 : square;
    }
    errors.note(weightRow, lost, all);
  }

  /** Σ(w − ŵ)² / Σw²; rows that nobody has read yet are read now. */
  final double relativeError() {
    SparseRows one = new SparseRows();
    return errors.relative(
        row -> {
          one.reset(1, weight.shape().columns());
          read(row, one);
        });
  }
}
