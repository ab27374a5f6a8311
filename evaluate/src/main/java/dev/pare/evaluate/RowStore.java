package dev.pare.evaluate;

import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Keeps one batch's rows of a model while another model runs. */
interface RowStore extends AutoCloseable {
  void put(int row, FloatBuffer values);

  void get(int row, float[] values);

  @Override
  void close();

  /** Rows in memory if they fit into {@code memory} bytes, else in a file under {@code folder}. */
  static RowStore open(int rows, int width, long memory, Path folder) {
    return (long) rows * width * Float.BYTES <= memory
        ? new MemoryRows(rows, width)
        : FileRows.temporary(width, folder);
  }
}
