package dev.pare.calibrate.solver;

import dev.pare.calibrate.InputStatistics;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;

/**
 * What a layer's outputs lose on the calibration tokens when its weight changes: Σ over rows of e G
 * eᵀ, e = w − ŵ, relative to Σ of w G wᵀ. Without a gram G is its diagonal.
 */
public final class OutputLoss {
  private static final int CHUNK_WEIGHTS = 1 << 20;

  private OutputLoss() {}

  /** 0 where Σ of w G wᵀ is 0. */
  public static double relative(WeightTensor before, WeightTensor after, InputStatistics inputs) {
    double energy = energy(before, inputs);
    return energy == 0 ? 0 : lost(before, after, inputs) / energy;
  }

  /** Σ of w G wᵀ. */
  public static double energy(WeightTensor weight, InputStatistics inputs) {
    return sum(weight, weight::decodeRows, inputs);
  }

  /** Σ of e G eᵀ. */
  public static double lost(WeightTensor before, WeightTensor after, InputStatistics inputs) {
    return sum(
        before,
        (first, count, e) -> {
          float[] w = new float[e.length];
          before.decodeRows(first, count, w);
          after.decodeRows(first, count, e);
          for (int i = 0; i < e.length; i++) {
            e[i] = w[i] - e[i];
          }
        },
        inputs);
  }

  /** Some rows of what is to be summed. */
  @FunctionalInterface
  private interface Rows {
    void read(int first, int count, float[] into);
  }

  private static double sum(WeightTensor shaped, Rows rows, InputStatistics inputs) {
    int columns = shaped.shape().columns();
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    double sum = 0;
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor gram = inputs.hasGram() ? Torch.floats(inputs.gram(), columns, columns) : null;
      int count;
      for (int first = 0; first < shaped.shape().rows(); first += count) {
        count = Math.min(step, shaped.shape().rows() - first);
        float[] e = new float[count * columns];
        rows.read(first, count, e);
        sum += quadratic(e, columns, gram, inputs.squares());
      }
    }
    return sum;
  }

  private static double quadratic(float[] e, int columns, TorchTensor gram, double[] squares) {
    if (gram != null) {
      try (TorchScope scope = TorchScope.open()) {
        TorchTensor rows = Torch.floats(e, e.length / columns, columns);
        return Script.number(Script.MODULE.call("quadratic", rows, gram));
      }
    }
    double sum = 0;
    for (int i = 0; i < e.length; i++) {
      sum += (double) e[i] * e[i] * squares[i % columns];
    }
    return sum;
  }
}
