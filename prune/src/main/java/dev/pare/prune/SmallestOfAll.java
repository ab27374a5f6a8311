package dev.pare.prune;

import dev.pare.core.tensor.SparseRows;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.WeightTensor;
import java.util.function.IntConsumer;

/**
 * The k smallest weights of a matrix go, wherever they are: exactly k, also where many have the
 * same magnitude. The k-th smallest is found by counting, in two passes over the weight and no
 * sorting: a magnitude's bits sort as the magnitude does, so one pass counts by the upper half of
 * the bits, one by the lower among those that share the upper half of the k-th. A third counts row
 * by row.
 */
final class SmallestOfAll extends MagnitudeMask {
  /** Of the 31 bits of a magnitude. */
  private static final int LOW_BITS = 15;

  private static final int HIGH_BITS = 16;

  private final long total;
  private final long pruned;
  private Cut cut;

  /**
   * Where the k smallest end: what is below a magnitude goes, and of each row so many of just that.
   */
  private static final class Cut {
    private final int magnitude;
    private final int[] equal;
    private final int[] kept;

    Cut(int magnitude, int[] equal, int[] kept) {
      this.magnitude = magnitude;
      this.equal = equal;
      this.kept = kept;
    }
  }

  /**
   * @param sparsity the share to prune, in 0 … 1
   */
  SmallestOfAll(String name, WeightTensor weight, double sparsity) {
    super(name, weight);
    this.total = weight.shape().size();
    this.pruned = Math.round(sparsity * total);
  }

  @Override
  public SparsityPattern pattern() {
    return SparsityPattern.unstructured();
  }

  @Override
  public long kept() {
    return total - pruned;
  }

  @Override
  public int kept(int row) {
    return cut().kept[row];
  }

  @Override
  void keep(float[] w, int from, int weightRow, SparseRows into, int row) {
    Cut end = cut();
    int equal = end.equal[weightRow];
    for (int i = 0; i < into.columns(); i++) {
      int magnitude = magnitude(w[from + i]);
      if (magnitude > end.magnitude || (magnitude == end.magnitude && --equal < 0)) {
        into.keep(row, i);
      }
    }
  }

  private synchronized Cut cut() {
    if (cut == null) {
      cut = find();
    }
    return cut;
  }

  private Cut find() {
    if (pruned == 0) {
      return byRow(-1, 0);
    }
    long[] byHigh = new long[1 << HIGH_BITS];
    forEach(magnitude -> byHigh[magnitude >>> LOW_BITS]++);
    long below = 0;
    int high = 0;
    while (below + byHigh[high] < pruned) {
      below += byHigh[high++];
    }
    int shared = high;
    long[] byLow = new long[1 << LOW_BITS];
    forEach(
        magnitude -> {
          if (magnitude >>> LOW_BITS == shared) {
            byLow[magnitude & ((1 << LOW_BITS) - 1)]++;
          }
        });
    int low = 0;
    while (below + byLow[low] < pruned) {
      below += byLow[low++];
    }
    return byRow(high << LOW_BITS | low, pruned - below);
  }

  private void forEach(IntConsumer magnitudes) {
    int columns = shape().columns();
    read(
        0,
        shape().rows(),
        (w, first, rows) -> {
          for (int i = 0; i < rows * columns; i++) {
            magnitudes.accept(magnitude(w[i]));
          }
        });
  }

  /**
   * Shares out the {@code equal} weights that go of just the last magnitude, the first rows first.
   */
  private Cut byRow(int last, long equal) {
    int columns = shape().columns();
    int[] equalOfRow = new int[shape().rows()];
    int[] keptOfRow = new int[shape().rows()];
    long[] left = {equal};
    read(
        0,
        shape().rows(),
        (w, first, rows) -> {
          for (int row = 0; row < rows; row++) {
            int above = 0;
            int same = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
              int magnitude = magnitude(w[i]);
              above += magnitude > last ? 1 : 0;
              same += magnitude == last ? 1 : 0;
            }
            int gone = (int) Math.min(same, left[0]);
            left[0] -= gone;
            equalOfRow[first + row] = gone;
            keptOfRow[first + row] = above + same - gone;
          }
        });
    return new Cut(last, equalOfRow, keptOfRow);
  }
}
