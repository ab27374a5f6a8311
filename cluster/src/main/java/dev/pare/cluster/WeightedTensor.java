package dev.pare.cluster;

import dev.pare.core.PareException;
import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * A weight to be clustered.
 *
 * @param name for errors
 * @param importance how much an error of each entry counts
 * @param mask whose entries alone count, where the weight stays sparse
 */
record WeightedTensor(
    String name, WeightTensor weight, Importance importance, Optional<SparseTensor> mask) {
  private static final int INFINITE = 0x7f800000;

  int rows() {
    return weight.shape().rows();
  }

  int columns() {
    return weight.shape().columns();
  }

  /** The same weight, all of whose kept entries count alike. */
  WeightedTensor even() {
    return new WeightedTensor(name, weight, Importance.even(), mask);
  }

  /**
   * Reads some rows and their importance.
   *
   * @throws PareException if a weight is NaN or infinite, or its importance is, or is below 0
   */
  void read(int firstRow, int rowCount, WeightRows into) {
    into.reset(Math.multiplyExact(rowCount, columns()));
    float[] w = into.weights();
    float[] costs = into.importance();
    weight.decodeRows(firstRow, rowCount, w);
    importance.read(firstRow, rowCount, costs);
    int largest = 0;
    int most = 0;
    int least = 0;
    for (int i = 0; i < into.size(); i++) {
      int cost = Float.floatToRawIntBits(costs[i] + 0f); // −0 is 0
      largest = Math.max(largest, Float.floatToRawIntBits(w[i]) & Integer.MAX_VALUE);
      most = Math.max(most, cost);
      least = Math.min(least, cost);
    }
    if (largest >= INFINITE) {
      throw new PareException(
          name, "holds NaN or infinite weights", "take an undamaged checkpoint");
    }
    if (most >= INFINITE || least < 0) {
      throw new PareException(
          name, "has an importance that is NaN, infinite or below 0", "measure it again");
    }
    if (mask.isPresent()) {
      SparseRows kept = new SparseRows();
      mask.get().readMask(firstRow, rowCount, kept);
      kept.clear(costs);
    }
  }
}
