package dev.pare.prune;

import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import dev.pare.core.tensor.WeightTensor;
import java.util.Arrays;

/**
 * Wanda's mask: in every row, or in every M consecutive weights of it, those go whose |w|·‖x_j‖ is
 * smallest, x_j being the row's input; of equal ones the earlier.
 */
final class LowestOfRows extends MagnitudeMask {
  private final SparsityPattern pattern;
  private final float[] norms;

  /** Weights that are compared with each other, and how many of them go. */
  private final int group;

  private final int pruned;

  /**
   * @param norms of the inputs, ‖x_j‖ in any unit
   */
  LowestOfRows(String name, WeightTensor weight, PruneSettings settings, float[] norms) {
    super(name, weight);
    this.pattern = settings.pattern();
    this.norms = norms;
    this.group = pattern instanceof KeptOf nm ? nm.group() : norms.length;
    this.pruned =
        pattern instanceof KeptOf nm
            ? nm.group() - nm.kept()
            : (int) Math.round(settings.sparsity() * norms.length);
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  @Override
  public int kept(int row) {
    return norms.length / group * (group - pruned);
  }

  @Override
  void keep(float[] w, int from, int weightRow, SparseRows into, int row) {
    int[] scores = new int[group];
    for (int column = 0; column < norms.length; column += group) {
      for (int i = 0; i < group; i++) {
        scores[i] = magnitude(w[from + column + i] * norms[column + i]);
      }
      int[] sorted = scores.clone();
      Arrays.sort(sorted);
      int last = pruned == 0 ? -1 : sorted[pruned - 1];
      int equal = pruned;
      for (int i = 0; i < pruned; i++) {
        equal -= sorted[i] < last ? 1 : 0;
      }
      for (int i = 0; i < group; i++) {
        if (scores[i] > last || (scores[i] == last && --equal < 0)) {
          into.keep(row, column + i);
        }
      }
    }
  }
}
