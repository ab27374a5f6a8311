package dev.pare.calibrate.solver;

import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparsityPattern;

/** A rule that makes some weights 0 and leaves the others to another rule. */
public abstract sealed class MaskRule implements ColumnRule
    permits BlockMask, FixedMask, PatternMask, ZeroMask {
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
    for (int lane = 0; lane < block.rows(); lane++) {
      values[lane] = mask[at + lane] ? 0 : values[lane]; // a codebook may have no 0
    }
  }

  /** How the weights lie that are kept. */
  abstract SparsityPattern pattern();

  final void mask(int row, int column) {
    mask[column * rows + row] = true;
  }

  /** The weights that did not become 0, once all is solved. */
  public final SparseMask kept() {
    int columns = mask.length / rows;
    SparseRows kept = new SparseRows();
    kept.reset(rows, columns);
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        if (!mask[column * rows + row]) {
          kept.keep(row, column);
        }
      }
    }
    return SparseMask.of(Shape.of(rows, columns), pattern(), kept.bits());
  }

  /** Whether a weight became 0. */
  public final boolean isMasked(int row, int column) {
    return mask[column * rows + row];
  }
}
