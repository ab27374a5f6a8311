package dev.pare.models;

import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchTensor;

/** Rows of tokens, and those of them whose prediction counts. */
public final class TrainingBatch {
  private final int rows;
  private final int length;
  private final long[] ids;
  private final long[] places;
  private final long[] labels;
  private final float[] weights;

  /**
   * The arrays are this batch's from now on.
   *
   * @param ids row after row, rows · length
   * @param places where the predicting tokens are, row · length + position
   * @param labels the ids to be predicted there
   * @param weights what each prediction counts, above 0
   */
  public TrainingBatch(
      int rows, int length, long[] ids, long[] places, long[] labels, float[] weights) {
    if (ids.length != (long) rows * length) {
      throw new IllegalArgumentException(ids.length + " ids for " + rows + " × " + length);
    }
    if (places.length == 0 || labels.length != places.length || weights.length != places.length) {
      throw new IllegalArgumentException(
          places.length + " places, " + labels.length + " labels, " + weights.length + " weights");
    }
    this.rows = rows;
    this.length = length;
    this.ids = ids;
    this.places = places;
    this.labels = labels;
    this.weights = weights;
  }

  /** Tokens in all rows, padding included. */
  public int tokens() {
    return ids.length;
  }

  TorchBatch toTorch() {
    return new TorchBatch(
        Torch.longs(ids, rows, length),
        Torch.longs(places, places.length),
        Torch.longs(labels, labels.length),
        Torch.floats(weights, weights.length));
  }

  /** The same in the caller's scope. */
  record TorchBatch(TorchTensor ids, TorchTensor places, TorchTensor labels, TorchTensor weights) {}
}
