package dev.pare.cluster;

import dev.pare.core.tensor.WeightTensor;
import java.util.Arrays;

/**
 * How much an error of each weight counts: aᵣⱼ ≥ 0 in Σ aᵣⱼ·(wᵣⱼ − ŵᵣⱼ)². Only ratios matter, and
 * only among weights that share a codebook: where all of these are 0, all count alike. Safe for
 * many threads.
 */
@FunctionalInterface
public interface Importance {
  /**
   * Writes that of rows {@code firstRow … firstRow + rowCount − 1}, one after the other, from
   * {@code target[0]}.
   */
  void read(int firstRow, int rowCount, float[] target);

  /** All weights count alike. */
  static Importance even() {
    return (firstRow, rowCount, target) -> Arrays.fill(target, 1);
  }

  /**
   * An input feature's weights count as its activations do: what an error then adds to the squared
   * error of the layer's output, when inputs are uncorrelated.
   *
   * @param squares Σxⱼ² or E[xⱼ²] of each input, the diagonal of the Gram matrix
   */
  static Importance ofInputs(double[] squares) {
    double largest = Math.max(Double.MIN_NORMAL, Arrays.stream(squares).max().orElse(0));
    float[] shares = new float[squares.length];
    for (int j = 0; j < shares.length; j++) {
      shares[j] = (float) (squares[j] / largest);
    }
    return (firstRow, rowCount, target) -> {
      for (int row = 0; row < rowCount; row++) {
        System.arraycopy(shares, 0, target, row * shares.length, shares.length);
      }
    };
  }

  /**
   * Each weight counts for itself, as with the Fisher information's diagonal E[(∂loss/∂w)²] (Kim et
   * al., "SqueezeLLM", arXiv:2306.07629).
   *
   * @param fisher of the weight's shape
   */
  static Importance ofWeights(WeightTensor fisher) {
    return fisher::decodeRows;
  }
}
