package dev.pare.calibrate.solver;

import dev.pare.core.tensor.SparsityPattern;

/**
 * SparseGPT's N:M mask: of every M consecutive weights of a row all but N become 0, those whose
 * loss costs least by w²/U_ii², as they stand when the first one's turn comes. N are KEPT of M; of
 * fewer at a row's end, N too.
 */
public final class PatternMask extends MaskRule {
  private final int kept;
  private final int of;

  /**
   * @param kept N
   * @param of M, a multiple or a divisor of the unit of {@code rule}
   * @param rule decides what is kept; it is asked for a masked weight as one that is 0
   */
  public PatternMask(int rows, int columns, int kept, int of, ColumnRule rule) {
    super(rows, columns, rule);
    if (kept < 0 || kept > of || of < 1 || (rule.unit() % of != 0 && of % rule.unit() != 0)) {
      throw new IllegalArgumentException(kept + " of " + of + " in units of " + rule.unit());
    }
    this.kept = kept;
    this.of = of;
  }

  @Override
  public int unit() {
    return Math.max(of, super.unit());
  }

  @Override
  public void choose(BlockRows block, int i, float[] values) {
    if (i % of == 0) {
      int count = Math.min(of, block.block().columns() - i);
      double[] scores = new double[count];
      for (int lane = 0; lane < block.rows(); lane++) {
        mask(block, i, lane, scores);
      }
    }
    super.choose(block, i, values);
  }

  /** Of equal scores those of the first columns go first. */
  private void mask(BlockRows block, int first, int lane, double[] scores) {
    for (int j = 0; j < scores.length; j++) {
      float w = block.weight(first + j, lane);
      scores[j] = w * w * block.block().cost(first + j);
    }
    for (int masked = 0; masked < scores.length - kept; masked++) {
      int lowest = 0;
      for (int j = 1; j < scores.length; j++) {
        lowest = scores[j] < scores[lowest] ? j : lowest;
      }
      scores[lowest] = Double.POSITIVE_INFINITY;
      mask(block.firstRow() + lane, block.block().column(first + lowest));
    }
  }

  @Override
  SparsityPattern pattern() {
    return SparsityPattern.keptOf(kept, of);
  }
}
