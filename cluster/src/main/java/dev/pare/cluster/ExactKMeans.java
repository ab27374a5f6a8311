package dev.pare.cluster;

import java.util.Arrays;

/**
 * Exact weighted k-means in one dimension: the k centres that minimize Σ aₗ·minₘ (vₗ − cₘ)². For
 * one thread; its arrays are kept from one call to the next.
 *
 * <p>Wang and Song, "Ckmeans.1d.dp: Optimal k-means Clustering in One Dimension by Dynamic
 * Programming", The R Journal 3/2, 2011. The clusters of an optimum are intervals of the sorted
 * values, so that
 *
 * <pre>
 * {@code D_1(i) = c(0, i);  D_m(i) = min_j D_m−1(j) + c(j, i);  c(j, i) = S2 − S1²/W over l = j … i − 1}
 * </pre>
 *
 * The best j of (m, i) lies neither before that of (m, i − 1) nor before that of (m − 1, i)
 * (Grønlund et al., "Fast Exact k-Means, k-Medians and Bregman Divergence Clustering in 1D",
 * arXiv:1701.07204): once the middle i of a range has its j, those below need look no further, and
 * those above no earlier. O(k·n·log n) time and 2·k·n bytes.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>v, a</td><td>the n distinct values, ascending, and how much each counts</td></tr>
 * <tr><td>D_m(i)</td><td>{@link #cost}: the least cost of the first i values in m clusters;
 * {@link #shorter} for m − 1</td></tr>
 * <tr><td>W, S1, S2</td><td>{@link #mass}, {@link #moment}, {@link #energy}: sums of a, a·x, a·x²,
 * x = v − mean, as differences of sums that start at the mean</td></tr>
 * <tr><td>j</td><td>{@link #splits}: where the last cluster begins</td></tr>
 * </table>
 *
 * <p>Sums that start at the mean stay small where most values lie, whatever outliers there are:
 * what their differences lose to rounding is then small against the costs. To keep W above 0 after
 * that rounding, no value counts less than 2⁻⁴⁴ of all.
 */
final class ExactKMeans {
  /** The largest n: the beginnings of clusters are kept in 16 bits. */
  static final int MAX_VALUES = 1 << Character.SIZE;

  private static final double LEAST_SHARE = 0x1p-44;

  /** Splits kept from one call to the next: 4 MB. */
  private static final int KEPT_SPLITS = 1 << 21;

  private double[] mass = {};
  private double[] moment = {};
  private double[] energy = {};
  private double[] shorter = {};
  private double[] cost = {};
  private char[] splits = {};
  private int count;
  private double least;

  /**
   * The centres, ascending; where there are fewer values than centres, the largest is repeated.
   *
   * @param distinct 1 to {@value #MAX_VALUES} values
   * @param k at least 1
   */
  double[] centres(DistinctValues distinct, int k) {
    double[] values = distinct.values();
    count = distinct.count();
    double[] centres = new double[k];
    if (count <= k) {
      System.arraycopy(values, 0, centres, 0, count);
      Arrays.fill(centres, count, k, values[count - 1]);
      return centres;
    }
    reserve(k);
    double[] weights = distinct.importance();
    least = LEAST_SHARE * Arrays.stream(weights, 0, count).sum();
    sum(values, weights, mean(values, weights, 0, count));
    for (int i = 1; i <= count; i++) {
      cost[i] = energy[i] - energy[0] - square(moment[i] - moment[0]) / (mass[i] - mass[0]);
    }
    for (int m = 2; m <= k; m++) {
      double[] last = shorter;
      shorter = cost;
      cost = last;
      fill(m, m == k ? count : m, count - (k - m), m - 1, count - 1);
    }
    int end = count;
    for (int m = k; m >= 1; m--) {
      int start = m == 1 ? 0 : splits[at(m, end)];
      centres[m - 1] = mean(values, weights, start, end);
      end = start;
    }
    splits = splits.length > KEPT_SPLITS ? new char[0] : splits;
    return centres;
  }

  private void reserve(int k) {
    if (mass.length <= count) {
      mass = new double[count + 1];
      moment = new double[count + 1];
      energy = new double[count + 1];
      shorter = new double[count + 1];
      cost = new double[count + 1];
    }
    int room = Math.multiplyExact(k, count + 1);
    splits = splits.length < room ? new char[room] : splits;
    Arrays.fill(splits, 0, count + 1, (char) 0);
  }

  private void sum(double[] values, double[] weights, double mean) {
    int anchor = Arrays.binarySearch(values, 0, count, mean);
    anchor = anchor < 0 ? -anchor - 1 : anchor;
    mass[anchor] = 0;
    moment[anchor] = 0;
    energy[anchor] = 0;
    for (int i = anchor; i < count; i++) {
      double a = Math.max(weights[i], least);
      double x = values[i] - mean;
      mass[i + 1] = mass[i] + a;
      moment[i + 1] = moment[i] + a * x;
      energy[i + 1] = energy[i] + a * x * x;
    }
    for (int i = anchor - 1; i >= 0; i--) {
      double a = Math.max(weights[i], least);
      double x = values[i] - mean;
      mass[i] = mass[i + 1] - a;
      moment[i] = moment[i + 1] - a * x;
      energy[i] = energy[i + 1] - a * x * x;
    }
  }

  /** D_m(i) for i from {@code from} to {@code to}, whose j are from {@code low} to {@code high}. */
  private void fill(int m, int from, int to, int low, int high) {
    int first = from;
    int lowest = low;
    while (first <= to) {
      int i = (first + to) >>> 1;
      int split = best(i, Math.max(lowest, splits[at(m - 1, i - 1)]), Math.min(high, i - 1));
      splits[at(m, i)] = (char) split;
      fill(m, first, i - 1, lowest, split);
      first = i + 1;
      lowest = split;
    }
  }

  /** The best j of i, whose cost is kept. */
  private int best(int i, int low, int high) {
    double w = mass[i];
    double s = moment[i];
    double minimum = Double.POSITIVE_INFINITY;
    int best = Math.min(low, high);
    for (int j = best; j <= high; j++) {
      double between = s - moment[j];
      double total = shorter[j] - energy[j] - between * between / (w - mass[j]);
      if (total < minimum) {
        minimum = total;
        best = j;
      }
    }
    cost[i] = minimum + energy[i];
    return best;
  }

  private int at(int m, int i) {
    return (m - 1) * (count + 1) + i;
  }

  private double mean(double[] values, double[] weights, int from, int to) {
    double w = 0;
    double s = 0;
    for (int i = from; i < to; i++) {
      double a = Math.max(weights[i], least);
      w += a;
      s += a * values[i];
    }
    return s / w;
  }

  private static double square(double x) {
    return x * x;
  }
}
