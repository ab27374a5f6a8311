package dev.pare.calibrate.solver;

import dev.pare.calibrate.InputStatistics;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;

/**
 * What each group of a weight loses by itself: e_g G_gg e_gᵀ for each row and each run of {@code
 * size} columns, e = w − ŵ.
 */
public final class GroupLoss {
  private static final int CHUNK_WEIGHTS = 1 << 20;

  private GroupLoss() {}

  /**
   * @param size columns of a group; the last may have fewer
   * @return [rows, groups]
   */
  public static float[] of(
      WeightTensor before, WeightTensor after, InputStatistics inputs, int size) {
    int rows = before.shape().rows();
    int columns = before.shape().columns();
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    float[] losses = new float[Math.multiplyExact(rows, (columns + size - 1) / size)];
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor gram = Torch.floats(inputs.gram(), columns, columns);
      int count;
      for (int first = 0; first < rows; first += count) {
        count = Math.min(step, rows - first);
        float[] w = new float[count * columns];
        float[] e = new float[count * columns];
        before.decodeRows(first, count, w);
        after.decodeRows(first, count, e);
        for (int i = 0; i < e.length; i++) {
          e[i] = w[i] - e[i];
        }
        try (TorchScope chunk = TorchScope.open()) {
          float[] some =
              Script.MODULE
                  .call("group_losses", Torch.floats(e, count, columns), gram, size)
                  .floats();
          System.arraycopy(some, 0, losses, first * (losses.length / rows), some.length);
        }
      }
    }
    return losses;
  }
}
