package dev.pare.cluster;

/** Some rows of a weight and how much each entry counts. A buffer to reuse. */
final class WeightRows {
  private float[] weights = {};
  private float[] importance = {};
  private int size;

  /** Makes room; old contents are undefined. */
  void reset(int newSize) {
    size = newSize;
    if (weights.length < size) {
      weights = new float[size];
      importance = new float[size];
    }
  }

  /** How many weights there are. */
  int size() {
    return size;
  }

  /** The first {@link #size} are the weights. Live: the buffer itself. */
  float[] weights() {
    return weights;
  }

  /** The first {@link #size} are the weights' importance. Live: the buffer itself. */
  float[] importance() {
    return importance;
  }
}
