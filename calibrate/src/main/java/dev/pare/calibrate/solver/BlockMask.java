package dev.pare.calibrate.solver;

import dev.pare.core.tensor.SparsityPattern;
import java.util.Arrays;

/**
 * SparseGPT's unstructured mask: of every block's weights, all rows together, those become 0 whose
 * loss costs least, by w²/U_ii² as they stand when the block's turn comes. So many are chosen that
 * of all weights so far the wanted share is 0, rounded.
 */
public final class BlockMask extends MaskRule {
  private static final int HALF_BITS = 16;

  private final double sparsity;
  private long seen;
  private long masked;

  /**
   * @param sparsity the share of weights that become 0, 0 … 1
   * @param kept decides the others; it is asked for a masked weight as one that is 0
   */
  public BlockMask(int rows, int columns, double sparsity, ColumnRule kept) {
    super(rows, columns, kept);
    if (!(sparsity >= 0 && sparsity <= 1)) {
      throw new IllegalArgumentException("sparsity " + sparsity);
    }
    this.sparsity = sparsity;
  }

  @Override
  public void begin(ColumnBlock block) {
    int[] scores = scores(block);
    seen += scores.length;
    int count = Math.toIntExact(Math.round(sparsity * seen) - masked);
    masked += count;
    if (count > 0) {
      mask(block, scores, count);
    }
    super.begin(block);
  }

  /** w²/U_ii² as the bits of floats, which sort as they do. [columns of the block, rows] */
  private static int[] scores(ColumnBlock block) {
    int rows = block.rows();
    double[] w = new double[rows];
    int[] scores = new int[Math.multiplyExact(block.columns(), rows)];
    for (int i = 0; i < block.columns(); i++) {
      block.weights(i, 0, rows, w, 0);
      for (int row = 0; row < rows; row++) {
        scores[i * rows + row] = Float.floatToRawIntBits((float) (w[row] * w[row] * block.cost(i)));
      }
    }
    return scores;
  }

  /** Of equal scores those of the first columns go first. */
  private void mask(ColumnBlock block, int[] scores, int count) {
    int rows = block.rows();
    int threshold = smallest(scores, count);
    long equal = count - Arrays.stream(scores).filter(score -> score < threshold).count();
    for (int i = 0; i < block.columns(); i++) {
      for (int row = 0; row < rows; row++) {
        int score = scores[i * rows + row];
        if (score < threshold || (score == threshold && equal-- > 0)) {
          mask(row, block.column(i));
        }
      }
    }
  }

  /** The {@code count}-th smallest of non-negative numbers: first its high half, then its low. */
  private static int smallest(int[] scores, int count) {
    int[] bins = new int[1 << HALF_BITS];
    for (int score : scores) {
      bins[score >>> HALF_BITS]++;
    }
    int left = count;
    int high = 0;
    for (; left > bins[high]; high++) {
      left -= bins[high];
    }
    Arrays.fill(bins, 0);
    for (int score : scores) {
      if (score >>> HALF_BITS == high) {
        bins[score & 0xffff]++;
      }
    }
    int low = 0;
    for (; left > bins[low]; low++) {
      left -= bins[low];
    }
    return (high << HALF_BITS) | low;
  }

  @Override
  SparsityPattern pattern() {
    return SparsityPattern.unstructured();
  }
}
