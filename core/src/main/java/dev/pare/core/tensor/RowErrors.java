package dev.pare.core.tensor;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * What each row of a weight lost in another encoding, noted as rows are read, in any order and by
 * many threads.
 */
public final class RowErrors {
  private final double[] errors;
  private final double[] energies;

  public RowErrors(int rows) {
    errors = new double[rows];
    energies = new double[rows];
    Arrays.fill(errors, Double.NaN);
  }

  /**
   * @param error Σ(w − ŵ)² over the row
   * @param energy Σw²
   */
  public void note(int row, double error, double energy) {
    errors[row] = error;
    energies[row] = energy;
  }

  /**
   * Σ(w − ŵ)² / Σw² over the weight; 0 for an all-zero one.
   *
   * @param read reads a row that nobody has read yet
   */
  public double relative(IntConsumer read) {
    for (int row = 0; row < errors.length; row++) {
      if (Double.isNaN(errors[row])) {
        read.accept(row);
      }
    }
    double energy = Arrays.stream(energies).sum();
    return energy == 0 ? 0 : Arrays.stream(errors).sum() / energy;
  }
}
