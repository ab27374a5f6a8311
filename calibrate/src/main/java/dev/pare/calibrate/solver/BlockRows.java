package dev.pare.calibrate.solver;

/**
 * Some rows of a {@link ColumnBlock} while they are solved, column after column: the weights as
 * they stand by now. For one thread.
 *
 * <p>Lanes are rows: the inner loops run over a column's rows, next to each other, with one factor
 * for all of them. They are float64: what float32 loses between one column and the next tips so
 * many scales, each of which tips others, that results would not be comparable.
 */
public final class BlockRows {
  /** Rows at a time: with 128 columns 64 KB of weights. */
  static final int LANES = 64;

  private final ColumnBlock block;
  private final int firstRow;
  private final int rows;

  /** [columns, LANES] */
  private final double[] w;

  private final float[] values = new float[LANES];
  private final double[] err = new double[LANES];

  BlockRows(ColumnBlock block, int firstRow, int rows) {
    this.block = block;
    this.firstRow = firstRow;
    this.rows = rows;
    this.w = new double[block.columns() * LANES];
    for (int i = 0; i < block.columns(); i++) {
      block.weights(i, firstRow, rows, w, i * LANES);
    }
  }

  public ColumnBlock block() {
    return block;
  }

  public int firstRow() {
    return firstRow;
  }

  public int rows() {
    return rows;
  }

  /**
   * The weight of row {@code firstRow + lane} in column {@code i}: what was decided, or what stands
   * there by now.
   */
  public float weight(int i, int lane) {
    return (float) w[i * LANES + lane];
  }

  /**
   * Decides every column and puts the values into the block.
   *
   * @return Σ(w − q)²/U_ii², the damped loss of these rows in these columns
   */
  double solve(ColumnRule rule) {
    double loss = 0;
    for (int i = 0; i < block.columns(); i++) {
      load(i);
      rule.choose(this, i, values);
      if (!block.isDead(i)) {
        loss += err(i);
        for (int j = i + 1; j < block.columns(); j++) {
          push(block.upper(i, j), j * LANES);
        }
      }
    }
    for (int i = 0; i < block.columns(); i++) {
      block.put(i, firstRow, rows, w, i * LANES);
    }
    return loss;
  }

  private void load(int i) {
    for (int lane = 0; lane < rows; lane++) {
      values[lane] = (float) w[i * LANES + lane];
    }
  }

  /** err = (w − q)/U_ii; the column becomes q. */
  private double err(int i) {
    double loss = 0;
    double inverse = 1 / block.upper(i, i);
    for (int lane = 0; lane < rows; lane++) {
      err[lane] = (w[i * LANES + lane] - values[lane]) * inverse;
      loss += err[lane] * err[lane];
      w[i * LANES + lane] = values[lane];
    }
    return loss;
  }

  private void push(double u, int at) {
    for (int lane = 0; lane < rows; lane++) {
      w[at + lane] -= err[lane] * u;
    }
  }
}
