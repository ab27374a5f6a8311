package dev.pare.calibrate.solver;

import dev.pare.calibrate.InputStatistics;
import dev.pare.core.PareException;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the {@link ColumnSolver} knows of a layer's inputs: H = MᵀM with M lower triangular, its
 * columns in the order in which they are decided. Immutable; shared by the weights that see the
 * same input.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>H</td><td>(2/n) Σ x xᵀ + δI over n tokens; H_jj = 1 + δ for an input that is always 0
 * </td></tr>
 * <tr><td>δ</td><td>damping · mean of H_jj without it</td></tr>
 * <tr><td>U</td><td>M⁻ᵀ, the upper Cholesky factor of H⁻¹: H⁻¹ = UᵀU</td></tr>
 * </table>
 *
 * <p>GPTQ's papers and programs factor H, invert it and factor the inverse to get U. M says as much
 * and is the factor of H with its rows and columns in reverse: one factorization instead of three,
 * which is a quarter of the work, and nothing is inverted but a block at a time (Chen et al. 2025,
 * arXiv 2507.18553, and Birnick 2025, arXiv 2508.01077, give the geometry of it: Babai's nearest
 * plane).
 */
public final class HessianFactor {
  /** Damping is raised by this until the Hessian can be factored, */
  private static final double RAISE = 10;

  /** and not beyond the diagonal's mean. */
  private static final double MOST_DAMPING = 1;

  /** Up to here all is float64, which takes half a gigabyte at most. */
  private static final int DOUBLE_WIDTH = 4096;

  private final TorchType type;
  private final int[] order;
  private final boolean[] dead;
  private final double damping;
  private final double delta;

  /** The rows of M, each as long as it is not 0. */
  private final double[][] rows;

  private HessianFactor(
      TorchType type, int[] order, boolean[] dead, double damping, double delta, double[][] rows) {
    this.type = type;
    this.order = order;
    this.dead = dead;
    this.damping = damping;
    this.delta = delta;
    this.rows = rows;
  }

  /**
   * Factors the Hessian, with more damping where it must be.
   *
   * @param descending whether the columns of largest H_jj come first (act-order), else their own
   *     order
   * @param damping to begin with, such as 0.01
   * @return nothing if it is not positive definite with any damping
   * @throws PareException if it holds NaN
   */
  public static Optional<HessianFactor> of(
      InputStatistics inputs, boolean descending, double damping) {
    return of(inputs, descending, damping, type(inputs.width()));
  }

  /** What is computed in where a layer has so many inputs. */
  static TorchType type(int width) {
    return width <= DOUBLE_WIDTH ? TorchType.F64 : TorchType.F32;
  }

  /**
   * @param type what the solver computes in
   */
  static Optional<HessianFactor> of(
      InputStatistics inputs, boolean descending, double damping, TorchType type) {
    double[] diagonal = diagonal(inputs);
    int[] order = order(diagonal, descending);
    boolean[] dead = new boolean[order.length];
    for (int i = 0; i < dead.length; i++) {
      dead[i] = diagonal[order[i]] == 0;
    }
    double mean = Arrays.stream(diagonal).map(h -> h == 0 ? 1 : h).average().orElse(1);
    for (double tried = damping; ; tried *= RAISE) {
      Optional<double[][]> rows = factor(inputs, order, dead, tried * mean, type);
      if (rows.isPresent()) {
        return Optional.of(new HessianFactor(type, order, dead, tried, tried * mean, rows.get()));
      }
      if (tried * RAISE > MOST_DAMPING * (1 + 1e-9)) {
        return Optional.empty();
      }
    }
  }

  private static double[] diagonal(InputStatistics inputs) {
    int n = inputs.width();
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = inputs.gram()[i * n + i] * (2.0 / inputs.tokens());
      if (!Double.isFinite(diagonal[i])) {
        throw new PareException(
            "calibration", "gives NaN or infinite hidden states", "take an undamaged checkpoint");
      }
    }
    return diagonal;
  }

  private static int[] order(double[] diagonal, boolean descending) {
    IntStream own = IntStream.range(0, diagonal.length);
    return descending
        ? own.boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -diagonal[i]))
            .mapToInt(Integer::intValue)
            .toArray()
        : own.toArray();
  }

  private static Optional<double[][]> factor(
      InputStatistics inputs, int[] order, boolean[] dead, double delta, TorchType type) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor h = reversed(inputs, order, dead, delta, type);
      TorchTensor[] made = Script.MODULE.callAll("factor", h);
      h.close();
      return made[1].booleans()[0] ? rows(made[0], order.length, type) : Optional.empty();
    }
  }

  /** H in the solver's order, from its last row and column to its first. */
  private static TorchTensor reversed(
      InputStatistics inputs, int[] order, boolean[] dead, double delta, TorchType type) {
    int n = order.length;
    float[] gram = inputs.gram();
    double unit = 2.0 / inputs.tokens();
    TorchTensor h = Torch.empty(type, n, n);
    double[] row = new double[n];
    for (int i = 0; i < n; i++) {
      int from = order[n - 1 - i] * n;
      for (int j = 0; j < n; j++) {
        row[j] = gram[from + order[n - 1 - j]] * unit;
      }
      row[i] = (dead[n - 1 - i] ? 1 : row[i]) + delta;
      try (TorchTensor target = Torch.rows(h, i, 1)) {
        new Elements(target, type).put(0, row, n);
      }
    }
    return h;
  }

  /**
   * @return nothing if one of them is not finite
   */
  private static Optional<double[][]> rows(TorchTensor reversed, int n, TorchType type) {
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = new double[i + 1];
      try (TorchTensor source = Torch.rows(reversed, n - 1 - i, 1)) {
        Elements values = new Elements(source, type);
        for (int j = 0; j <= i; j++) {
          rows[i][j] = values.get(n - 1 - j);
        }
      }
      if (!Float.isFinite((float) (1 / rows[i][i]))) {
        return Optional.empty();
      }
    }
    return Optional.of(rows);
  }

  /** What the solver computes in. */
  TorchType type() {
    return type;
  }

  /** Inputs of the layer, columns of the weight. */
  public int width() {
    return order.length;
  }

  /** δ relative to the mean of the diagonal, after raising it. */
  public double damping() {
    return damping;
  }

  double delta() {
    return delta;
  }

  /** The column that is decided at a place in the order. */
  int column(int place) {
    return order[place];
  }

  boolean isDead(int place) {
    return dead[place];
  }

  boolean inOwnOrder() {
    return IntStream.range(0, order.length).allMatch(i -> order[i] == i);
  }

  /** Rows {@code first … end − 1} of M, their first {@code end} columns. [end − first, end] */
  TorchTensor panel(int first, int end) {
    double[] row = new double[end];
    TorchTensor panel = Torch.empty(type, end - first, end);
    Elements values = new Elements(panel, type);
    for (int i = first; i < end; i++) {
      Arrays.fill(row, 0);
      System.arraycopy(rows[i], 0, row, 0, i + 1);
      values.put((i - first) * end, row, end);
    }
    return panel;
  }
}
