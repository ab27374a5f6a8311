package dev.pare.calibrate.solver;

import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;

/**
 * What is 0 stays 0, so that a pruned weight stays pruned whatever is done to the rest of it. A
 * weight was pruned if one in fifty of its entries is 0.
 */
public final class ZeroMask extends MaskRule {
  private static final double PRUNED = 0.02;

  private long zeros;

  private ZeroMask(WeightTensor weight, ColumnRule kept) {
    super(weight.shape().rows(), weight.shape().columns(), kept);
    int columns = weight.shape().columns();
    float[] w = new float[columns];
    for (int row = 0; row < weight.shape().rows(); row++) {
      weight.decodeRow(row, w);
      for (int column = 0; column < columns; column++) {
        if (w[column] == 0) {
          mask(row, column);
          zeros++;
        }
      }
    }
  }

  /** The rule with the zeros of a pruned weight left alone; for another weight, itself. */
  public static ColumnRule of(WeightTensor weight, ColumnRule rule) {
    ZeroMask mask = new ZeroMask(weight, rule);
    return mask.zeros < PRUNED * weight.shape().size() ? rule : mask;
  }

  @Override
  SparsityPattern pattern() {
    return SparsityPattern.unstructured();
  }
}
