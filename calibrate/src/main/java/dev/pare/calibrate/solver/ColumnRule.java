package dev.pare.calibrate.solver;

/**
 * What the {@link ColumnSolver} makes of a column: a quantized grid's nearest points, a codebook's
 * nearest entries, zeros where a mask says so. A rule keeps what its encoding needs, such as codes,
 * and serves one weight.
 */
public interface ColumnRule {
  /**
   * How many consecutive columns belong together, such as those of a group whose scale is found
   * when its first column's turn comes; no block splits them. 1 where none do; above 1 the columns
   * must come in their own order.
   */
  int unit();

  /** Sees a block of columns, all rows of it, before the first of them is decided. */
  default void begin(ColumnBlock block) {}

  /**
   * Decides column {@code i} of a block for some rows. Called by several threads, each with other
   * rows.
   *
   * @param values in: the column's weights as they stand; out: what they become. [rows.rows()]
   */
  void choose(BlockRows rows, int i, float[] values);
}
