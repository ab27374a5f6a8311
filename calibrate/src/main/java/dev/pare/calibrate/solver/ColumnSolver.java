package dev.pare.calibrate.solver;

import dev.pare.calibrate.LinearMethod;
import dev.pare.core.PareException;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * GPTQ's loop (Frantar et al. 2022, arXiv 2210.17323), which SparseGPT (Frantar and Alistarh 2023,
 * arXiv 2301.00774) shares: columns are decided one after the other, each error made up for by the
 * columns behind it, so that Σ over rows of (w − q) H (w − q)ᵀ grows as little as it can.
 *
 * <pre>{@code
 * for each column i:  q_i = rule(w_i);  err = (w_i − q_i) / U_ii;  w_j ← w_j − err · U_ij, j > i
 * }</pre>
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>w [n]</td><td>a row of the weight, in the order of the {@link HessianFactor}</td></tr>
 * <tr><td>U, M</td><td>as there: U = M⁻ᵀ</td></tr>
 * <tr><td>d = w − q</td><td>what was lost, of the weights as they were</td></tr>
 * </table>
 *
 * <p>Within a block of columns it goes as above, a few rows at a time on every thread. A block's
 * weights as the blocks before left them are w + S·U_bb, where S = d_before · M_b,beforeᵀ: one
 * matrix product a block, over columns that are decided, rather than one over all that are not.
 * Nothing is updated but the block itself, and d takes the place of w.
 */
public final class ColumnSolver {
  private static final int BLOCK = 128;

  private final String name;
  private final WeightTensor weight;
  private final HessianFactor factor;
  private final ColumnRule rule;
  private final int rows;
  private final int columns;

  private ColumnSolver(String name, WeightTensor weight, HessianFactor factor, ColumnRule rule) {
    this.name = name;
    this.weight = weight;
    this.factor = factor;
    this.rule = rule;
    this.rows = weight.shape().rows();
    this.columns = weight.shape().columns();
  }

  /**
   * Lets the rule decide every column of a weight.
   *
   * @param name for errors
   * @return Σ over rows of d G dᵀ relative to Σ of w G wᵀ, where G is the Hessian without damping;
   *     0 where that is 0. It is NaN where weights outgrew float32: what was decided then means
   *     nothing
   * @throws PareException if the weight holds NaN or is too large for one matrix in memory
   * @throws IllegalArgumentException if its columns are not the factor's, or not in the order that
   *     the rule needs
   */
  public static double solve(
      String name, WeightTensor weight, HessianFactor factor, ColumnRule rule) {
    if (weight.shape().columns() != factor.width()) {
      throw new IllegalArgumentException(
          name + " has " + weight.shape().columns() + " columns, not " + factor.width());
    }
    if (rule.unit() > 1 && !factor.inOwnOrder()) {
      throw new IllegalArgumentException("units of " + rule.unit() + " columns in another order");
    }
    if (weight.shape().size() > Integer.MAX_VALUE / factor.type().byteSize()) {
      throw new PareException(
          name, "has " + weight.shape().size() + " weights in one matrix", "leave it as it is");
    }
    try (TorchScope scope = TorchScope.open()) {
      return new ColumnSolver(name, weight, factor, rule).run();
    }
  }

  /**
   * What solving a weight of this shape takes, the making of its factor included.
   *
   * @param ruleBytes what the rule keeps of each weight
   */
  public static LinearMethod.Cost cost(Shape shape, int ruleBytes) {
    double columns = shape.columns();
    double operations = 2 * shape.size() * columns + columns * columns * columns / 3;
    return new LinearMethod.Cost(operations, bytes(shape) + ruleBytes * shape.size());
  }

  private static long bytes(Shape shape) {
    long square = (long) shape.columns() * shape.columns();
    long element = HessianFactor.type(shape.columns()).byteSize();
    long making = 3 * square * element; // H, its factor, and that the other way round
    long solving = square * Double.BYTES / 2 + shape.size() * element;
    return Math.max(making, solving);
  }

  private double run() {
    TorchTensor w = transposed();
    double energy = 0;
    for (int[] block : blocks()) {
      try (TorchScope scope = TorchScope.open()) {
        TorchTensor panel = factor.panel(block[0], block[1]);
        energy += Script.number(Script.MODULE.call("energy", panel, w, factor.delta()));
      }
    }
    double loss = 0;
    for (int[] block : blocks()) {
      try (TorchScope scope = TorchScope.open()) {
        loss += block(block[0], block[1], w);
      }
    }
    return energy <= 0 ? 0 : Math.max(0, loss) / energy;
  }

  /** From and to of every block: as many whole units as fit 128 columns, and at least one. */
  private List<int[]> blocks() {
    int whole = Math.max(1, BLOCK / rule.unit()) * rule.unit();
    List<int[]> blocks = new ArrayList<>();
    for (int first = 0; first < columns; first += whole) {
      blocks.add(new int[] {first, Math.min(columns, first + whole)});
    }
    return blocks;
  }

  /**
   * @return the block's part of Σ over rows of d G dᵀ
   */
  private double block(int first, int end, TorchTensor w) {
    TorchTensor[] made = Script.MODULE.callAll("block", factor.panel(first, end), w);
    DoubleBuffer values = made[0].bytes().asDoubleBuffer();
    double[] upper = new double[(end - first) * (end - first)];
    made[1].bytes().asDoubleBuffer().get(upper);
    ColumnBlock block = new ColumnBlock(factor, first, end - first, rows, values, upper);
    rule.begin(block);
    double[] losses = new double[RowChunks.count(rows, BlockRows.LANES)];
    RowChunks.run(
        rows,
        BlockRows.LANES,
        (row, count) ->
            losses[row / BlockRows.LANES] = new BlockRows(block, row, count).solve(rule));
    double lost = Script.number(Script.MODULE.call("settle", w, first, made[0]));
    return Arrays.stream(losses).sum() - factor.delta() * lost;
  }

  /** The weight in the solver's order, dead columns 0. [columns, rows] */
  private TorchTensor transposed() {
    TorchTensor w = Torch.empty(factor.type(), columns, rows);
    Elements values = new Elements(w, factor.type());
    RowChunks.run(rows, BlockRows.LANES, (first, count) -> transpose(first, count, values));
    return w;
  }

  private void transpose(int first, int count, Elements target) {
    float[] w = new float[Math.multiplyExact(count, columns)];
    double[] lane = new double[count];
    weight.decodeRows(first, count, w);
    for (int i = 0; i < columns; i++) {
      int column = factor.column(i);
      for (int row = 0; row < count; row++) {
        lane[row] = w[row * columns + column];
        if (!Double.isFinite(lane[row])) {
          throw new PareException(
              name, "holds NaN or infinite weights", "take an undamaged checkpoint");
        }
      }
      if (factor.isDead(i)) {
        Arrays.fill(lane, 0);
      }
      target.put(i * rows + first, lane, count);
    }
  }
}
