package dev.pare.calibrate.solver;

import java.nio.DoubleBuffer;

/** Consecutive columns in the solver's order, as they stand when the turn comes to them. */
public final class ColumnBlock {
  private final HessianFactor factor;
  private final int first;
  private final int columns;
  private final int rows;

  /** [columns, rows] */
  private final DoubleBuffer weights;

  /** U, [columns, columns]. */
  private final double[] upper;

  ColumnBlock(
      HessianFactor factor,
      int first,
      int columns,
      int rows,
      DoubleBuffer weights,
      double[] upper) {
    this.factor = factor;
    this.first = first;
    this.columns = columns;
    this.rows = rows;
    this.weights = weights;
    this.upper = upper;
  }

  public int columns() {
    return columns;
  }

  /** All rows of the weight. */
  public int rows() {
    return rows;
  }

  /** Which column of the weight the block's column {@code i} is. */
  public int column(int i) {
    return factor.column(first + i);
  }

  /** Whether the calibration tokens never had this input. */
  boolean isDead(int i) {
    return factor.isDead(first + i);
  }

  /**
   * 1 / U_ii²: what an error of 1 in column {@code i} costs, once the columns behind it have made
   * up for it.
   */
  public double cost(int i) {
    double u = upper[i * columns + i];
    return 1 / (u * u);
  }

  /** Rows {@code firstRow … firstRow + count − 1} of column {@code i}. */
  public void weights(int i, int firstRow, int count, double[] into, int at) {
    weights.get(i * rows + firstRow, into, at, count);
  }

  void put(int i, int firstRow, int count, double[] values, int at) {
    weights.put(i * rows + firstRow, values, at, count);
  }

  /** U_ij. */
  double upper(int i, int j) {
    return upper[i * columns + j];
  }
}
