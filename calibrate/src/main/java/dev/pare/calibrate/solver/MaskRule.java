package dev.pare.calibrate.solver;

/** A rule that makes some weights 0 and leaves the others to another rule. */
public abstract sealed class MaskRule implements ColumnRule permits BlockMask, PatternMask {
  private final ColumnRule kept;
  private final int rows;

  /** [columns of the weight, rows] */
  private final boolean[] mask;

  /**
   * @param kept decides the others; it is asked for a masked weight as one that is 0
   */
  MaskRule(int rows, int columns, ColumnRule kept) {
    this.kept = kept;
    this.rows = rows;
    this.mask = new boolean[Math.multiplyExact(rows, columns)];
  }

  @Override
  public int unit() {
    return kept.unit();
  }

  @Override
  public void begin(ColumnBlock block) {
    kept.begin(block);
  }

  @Override
  public void choose(BlockRows block, int i, float[] values) {
    int at = block.block().column(i) * rows + block.firstRow();
    for (int lane = 0; lane < block.rows(); lane++) {
      values[lane] = mask[at + lane] ? 0 : values[lane];
    }
    kept.choose(block, i, values);
  }

  final void mask(int row, int column) {
    mask[column * rows + row] = true;
  }

  /** Whether a weight became 0. */
  public final boolean isMasked(int row, int column) {
    return mask[column * rows + row];
  }
}
