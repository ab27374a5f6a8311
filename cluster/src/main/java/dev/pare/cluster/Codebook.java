package dev.pare.cluster;

/** The entries of a codebook, ascending, and which of them is nearest to a weight. */
final class Codebook {
  private final float[] entries;
  private final double[] borders;

  /**
   * @param entries 2^b of them, not copied
   */
  Codebook(float[] entries) {
    this.entries = entries;
    this.borders = new double[entries.length - 1];
    for (int i = 0; i < borders.length; i++) {
      borders[i] = ((double) entries[i] + entries[i + 1]) / 2;
    }
  }

  /** Ascending. Live: its own. */
  float[] entries() {
    return entries;
  }

  void copyTo(float[] target, int at) {
    System.arraycopy(entries, 0, target, at, entries.length);
  }

  float entry(int index) {
    return entries[index];
  }

  /** The index of the nearest entry; of two that are as near, the smaller. */
  int nearest(float w) {
    int index = 0;
    for (int step = entries.length / 2; step > 0; step /= 2) {
      index += w > borders[index + step - 1] ? step : 0;
    }
    return index;
  }
}
