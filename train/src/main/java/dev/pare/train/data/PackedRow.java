package dev.pare.train.data;

import java.util.Arrays;

/** A row of tokens, and what their prediction counts: that of token t at index t, 0 for most. */
final class PackedRow {
  final long[] ids;
  final float[] weights;

  PackedRow(long[] ids, float[] weights) {
    this.ids = ids;
    this.weights = weights;
  }

  /** A row of end-of-text tokens that count nothing. */
  static PackedRow empty(int length, int end) {
    long[] ids = new long[length];
    Arrays.fill(ids, end);
    return new PackedRow(ids, new float[length]);
  }

  /** How many predictions count. */
  int places() {
    int places = 0;
    for (float weight : weights) {
      places += weight > 0 ? 1 : 0;
    }
    return places;
  }

  /**
   * Keeps of the predictions that count less than {@code least} a share, and counts these as much:
   * on average the same, with fewer to be made.
   *
   * @param identity what chance depends on
   */
  void sample(double least, long identity) {
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0 && weights[i] < least) {
        boolean kept = Chance.fraction(identity, i) * least < weights[i];
        weights[i] = kept ? (float) least : 0;
      }
    }
  }
}
