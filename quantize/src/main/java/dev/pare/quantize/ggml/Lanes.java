package dev.pare.quantize.ggml;

import java.util.Arrays;

/**
 * Groups of consecutive weights side by side: element i of every group lies in one array, so that a
 * plain loop over the groups does the same arithmetic on all of them, which the JIT compiler turns
 * into vector instructions ({@link LaneLoops}).
 *
 * <p>A group's weights are held as w = middle + span·y, so that all numbers are near 1.
 *
 * <table>
 * <caption>Symbols, each for one lane</caption>
 * <tr><td>y, c</td><td>normalized weights, and what an error in each costs</td></tr>
 * <tr><td>C, Y, YY</td><td>Σc, Σcy, Σcy²</td></tr>
 * </table>
 */
final class Lanes {
  /** 32 weights of each and their costs take 32 KB: the nearest cache. */
  static final int COUNT = 128;

  /** Ranges that float32 hardly resolves, or cannot divide by, are taken for wider. */
  private static final float NARROWEST = 0x1p-20f;

  private static final float SMALLEST = 0x1p-100f;

  final int size;
  final float[][] y;
  final float[][] cost;
  final float[] middle = new float[COUNT];
  final float[] span = new float[COUNT];
  final float[] inverse = new float[COUNT]; // 1 / span
  final float[] sumCost = new float[COUNT]; // C
  final float[] sumY = new float[COUNT]; // Y
  final float[] sumYY = new float[COUNT]; // YY

  private final float[] high = new float[COUNT];
  private boolean equalCosts;

  /**
   * @param size weights a lane
   */
  Lanes(int size) {
    this.size = size;
    this.y = new float[size][COUNT];
    this.cost = new float[size][COUNT];
  }

  /**
   * Takes {@code count} groups; the lanes beyond hold zeros.
   *
   * @param importance by column, or null
   * @param column the first weight's
   */
  void load(float[] w, int from, int count, float[] importance, int column) {
    for (int i = 0; i < size; i++) {
      gather(w, from + i, size, count, y[i]);
    }
    if (importance != null) {
      equalCosts = false;
      loadCosts(importance, column, count);
    } else if (!equalCosts) {
      equalCosts = true;
      for (float[] costs : cost) {
        Arrays.fill(costs, 1);
      }
    }
  }

  /** Every {@code stride}-th weight, and zeros after {@code count}. */
  static void gather(float[] w, int first, int stride, int count, float[] to) {
    for (int l = 0, at = first; l < count; l++, at += stride) {
      to[l] = w[at];
    }
    Arrays.fill(to, count, COUNT, 0);
  }

  private void loadCosts(float[] importance, int column, int count) {
    int at = column;
    for (int l = 0; l < COUNT; l++) {
      for (int i = 0; i < size; i++) {
        cost[i][l] = l < count ? importance[at + i] : 1;
      }
      at = at + size == importance.length ? 0 : at + size;
    }
  }

  /**
   * Normalizes to −½ … ½.
   *
   * @param withZero whether the range is widened to hold 0
   */
  void spreadRange(boolean withZero) {
    float[] low = middle;
    LaneLoops.copy(y[0], low);
    LaneLoops.copy(y[0], high);
    if (withZero) {
      Arrays.fill(low, 0);
      Arrays.fill(high, 0);
    }
    for (float[] row : y) {
      LaneLoops.least(row, low);
      LaneLoops.largest(row, high);
    }
    for (int l = 0; l < COUNT; l++) {
      requireFinite(low[l], high[l]);
      float range = high[l] - low[l];
      float farthest = Math.max(-low[l], high[l]);
      middle[l] = low[l] + 0.5f * range;
      span[l] = Math.max(range, Math.max(NARROWEST * farthest, SMALLEST));
    }
    normalize();
  }

  /** Normalizes to −1 … 1, the middle 0, the weight farthest from it 1. */
  void spreadFarthest() {
    float[] low = span;
    Arrays.fill(low, 0);
    Arrays.fill(high, 0);
    for (float[] row : y) {
      LaneLoops.least(row, low);
      LaneLoops.largest(row, high);
    }
    for (int l = 0; l < COUNT; l++) {
      requireFinite(low[l], high[l]);
      float farthest = high[l] >= -low[l] ? high[l] : low[l];
      span[l] = Math.abs(farthest) < SMALLEST ? SMALLEST : farthest;
    }
    Arrays.fill(middle, 0);
    normalize();
  }

  /** NaN spreads through minima and maxima. */
  static void requireFinite(float low, float high) {
    if (!(low >= -Float.MAX_VALUE && high <= Float.MAX_VALUE)) {
      throw UnfitWeights.notFinite();
    }
    if (high - low > Float.MAX_VALUE) {
      throw UnfitWeights.tooLarge();
    }
  }

  private void normalize() {
    for (int l = 0; l < COUNT; l++) {
      inverse[l] = 1 / span[l];
    }
    Arrays.fill(sumCost, 0);
    Arrays.fill(sumY, 0);
    Arrays.fill(sumYY, 0);
    for (int i = 0; i < size; i++) {
      LaneLoops.normalize(y[i], middle, inverse);
      LaneLoops.add(cost[i], sumCost);
      LaneLoops.addProduct(cost[i], y[i], sumY);
      LaneLoops.addSquare(cost[i], y[i], sumYY);
    }
  }
}
