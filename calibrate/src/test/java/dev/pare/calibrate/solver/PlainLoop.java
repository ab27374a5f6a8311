package dev.pare.calibrate.solver;

import dev.pare.calibrate.InputStatistics;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The loop as it is defined, in float64: after each column the best answer of all columns behind it
 * is found anew, by elimination, from what is decided. It knows of no factor and no inverse.
 */
final class PlainLoop {
  private final double[][] h;
  private final int[] order;

  PlainLoop(InputStatistics inputs, boolean descending, double damping) {
    int n = inputs.width();
    double[][] plain = new double[n][n];
    double mean = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        plain[i][j] = inputs.gram()[i * n + j] * 2.0 / inputs.tokens();
      }
      plain[i][i] = plain[i][i] == 0 ? 1 : plain[i][i];
      mean += plain[i][i] / n;
    }
    order =
        IntStream.range(0, n)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    (Integer i) -> descending ? -inputs.gram()[i * n + i] : i))
            .mapToInt(Integer::intValue)
            .toArray();
    h = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        h[i][j] = plain[order[i]][order[j]] + (i == j ? damping * mean : 0);
      }
    }
  }

  /** What a row becomes, in the columns' own order. */
  double[] solve(float[] row, boolean[] dead, DoubleUnaryOperator rule) {
    int n = h.length;
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = dead[order[i]] ? 0 : row[order[i]];
    }
    double[] lost = new double[n];
    double[] made = new double[n];
    for (int i = 0; i < n; i++) {
      double now = w[i] - behind(lost, i);
      made[order[i]] = rule.applyAsDouble(now);
      lost[i] = w[i] - made[order[i]];
    }
    return made;
  }

  /** The loss d_i of column i that is best, given d of the columns before and d free behind it. */
  private double behind(double[] lost, int i) {
    int n = h.length;
    double[][] a = new double[n - i][];
    for (int r = i; r < n; r++) {
      a[r - i] = Arrays.copyOfRange(h[r], i, n + 1);
      for (int k = 0; k < i; k++) {
        a[r - i][n - i] -= h[r][k] * lost[k];
      }
    }
    for (int p = n - i - 1; p >= 0; p--) { // upwards, so that the first unknown is found last
      for (int r = 0; r < p; r++) {
        double factor = a[r][p] / a[p][p];
        for (int c = 0; c <= p; c++) {
          a[r][c] -= factor * a[p][c];
        }
        a[r][n - i] -= factor * a[p][n - i];
      }
    }
    return a[0][n - i] / a[0][0];
  }
}
