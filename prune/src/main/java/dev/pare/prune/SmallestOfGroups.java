package dev.pare.prune;

import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import dev.pare.core.tensor.WeightTensor;

/** Of every M consecutive weights of a row the M − N smallest go. */
final class SmallestOfGroups extends MagnitudeMask {
  private final KeptOf pattern;

  SmallestOfGroups(String name, WeightTensor weight, KeptOf pattern) {
    super(name, weight);
    this.pattern = pattern;
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  @Override
  public int kept(int row) {
    return pattern.keptInRow(shape().columns());
  }

  @Override
  void keep(float[] w, int from, int weightRow, SparseRows into, int row) {
    int[] magnitudes = new int[pattern.group()];
    for (int column = 0; column < into.columns(); column += pattern.group()) {
      for (int i = 0; i < pattern.group(); i++) {
        magnitudes[i] = magnitude(w[from + column + i]);
      }
      for (int i = 0; i < pattern.group(); i++) {
        if (smaller(magnitudes, i) >= pattern.group() - pattern.kept()) {
          into.keep(row, column + i);
        }
      }
    }
  }

  /** How many go before the {@code i}-th: the smaller, and the earlier of the same magnitude. */
  private static int smaller(int[] magnitudes, int i) {
    int smaller = 0;
    for (int j = 0; j < magnitudes.length; j++) {
      if (magnitudes[j] < magnitudes[i] || (magnitudes[j] == magnitudes[i] && j < i)) {
        smaller++;
      }
    }
    return smaller;
  }
}
