package dev.pare.cluster;

import java.util.Arrays;

/**
 * The distinct values of some weights, ascending, each with the importance of all weights that have
 * it. Weights of no importance do not count. For one thread; its arrays are kept from one set to
 * the next.
 */
final class DistinctValues {
  private double[] values = {};
  private double[] importance = {};
  private long[] order = {};
  private int count;

  /** Takes weights one by one. */
  void sort(WeightRows rows) {
    float[] w = rows.weights();
    int size = rows.size();
    reserve(size);
    order = order.length < size ? new long[size] : order;
    for (int i = 0; i < size; i++) {
      int bits = Float.floatToRawIntBits(w[i] + 0f); // −0 is 0
      order[i] = ((long) ordered(bits) << Integer.SIZE) | i;
    }
    Arrays.sort(order, 0, size);
    for (int i = 0; i < size; i++) {
      int at = (int) order[i];
      add(w[at] + 0f, rows.importance()[at]);
    }
  }

  /** Bits of a float as an int that sorts as the float does. */
  private static int ordered(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** Takes weights bin by bin, each as its bin's mean. */
  void take(Bins bins) {
    reserve(Bins.COUNT);
    for (int bin = 0; bin < Bins.COUNT; bin++) {
      add(bins.mean(bin), bins.importance(bin));
    }
  }

  private void reserve(int size) {
    count = 0;
    if (values.length < size) {
      values = new double[size];
      importance = new double[size];
    }
  }

  private void add(double value, double cost) {
    if (cost == 0) {
      return;
    }
    if (count > 0 && values[count - 1] == value) {
      importance[count - 1] += cost;
    } else {
      values[count] = value;
      importance[count++] = cost;
    }
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** The first {@link #count} are the values. Live: the buffer itself. */
  double[] values() {
    return values;
  }

  /** The first {@link #count} are the values' importance. Live: the buffer itself. */
  double[] importance() {
    return importance;
  }
}
