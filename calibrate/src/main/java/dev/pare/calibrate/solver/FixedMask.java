package dev.pare.calibrate.solver;

import dev.pare.core.tensor.SparseMask;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparsityPattern;

/** A mask that was there before: what it does not keep is 0 and stays so. */
public final class FixedMask extends MaskRule {
  private final SparsityPattern pattern;

  /**
   * @param kept decides the others; it is asked for a masked weight as one that is 0
   */
  public FixedMask(SparseMask mask, ColumnRule kept) {
    super(mask.shape().rows(), mask.shape().columns(), kept);
    this.pattern = mask.pattern();
    SparseRows one = new SparseRows();
    for (int row = 0; row < mask.shape().rows(); row++) {
      one.reset(1, mask.shape().columns());
      mask.read(row, one);
      for (int column = 0; column < one.columns(); column++) {
        if (!one.keeps(0, column)) {
          mask(row, column);
        }
      }
    }
  }

  @Override
  SparsityPattern pattern() {
    return pattern;
  }
}
