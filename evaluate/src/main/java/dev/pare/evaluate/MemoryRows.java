package dev.pare.evaluate;

import java.nio.FloatBuffer;

/** Rows on the heap. */
final class MemoryRows implements RowStore {
  private final float[][] cells; // [rows][width]

  MemoryRows(int rows, int width) {
    this.cells = new float[rows][width];
  }

  @Override
  public void put(int row, FloatBuffer values) {
    values.get(values.position(), cells[row]);
  }

  @Override
  public void get(int row, float[] values) {
    System.arraycopy(cells[row], 0, values, 0, values.length);
  }

  @Override
  public void close() {}
}
