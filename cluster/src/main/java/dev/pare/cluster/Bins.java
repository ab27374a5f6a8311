package dev.pare.cluster;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;

/**
 * Many weights, summed up in {@value #COUNT} bins that keep their order.
 *
 * <p>A 16-bit float has a bin for each of its values ({@link #values}), and k-means of the bins is
 * k-means of the weights. Other weights share bins ({@link Spread}): since a bin's own spread costs
 * the same in whichever cluster it lies, k-means of the bins' means is the best that parts no bin.
 */
final class Bins {
  static final int COUNT = 1 << Short.SIZE;

  /** The bin of a weight, never below that of a smaller one. */
  @FunctionalInterface
  interface Order {
    int bin(float w);
  }

  private final Order order;
  private final double[] importance = new double[COUNT];
  private final double[] moment = new double[COUNT];

  Bins(Order order) {
    this.order = order;
  }

  /**
   * A bin for each value.
   *
   * @param type F16 or BF16
   */
  static Order values(DType type) {
    return type == DType.BF16
        ? w -> bin(FloatCodec.floatToBf16(w))
        : w -> bin(FloatCodec.floatToF16(w));
  }

  /** Bits of a 16-bit float as the place of its value among all. */
  private static int bin(short half) {
    return (half ^ ((half >> 15) & Short.MAX_VALUE)) - Short.MIN_VALUE;
  }

  void add(WeightRows rows) {
    float[] w = rows.weights();
    float[] costs = rows.importance();
    for (int i = 0; i < rows.size(); i++) {
      int bin = order.bin(w[i] + 0f); // −0 is 0
      importance[bin] += costs[i];
      moment[bin] += (double) costs[i] * w[i];
    }
  }

  /** Σ importance. */
  double importance(int bin) {
    return importance[bin];
  }

  /** The weights' mean by importance; NaN where none counts. */
  double mean(int bin) {
    return moment[bin] / importance[bin];
  }
}
