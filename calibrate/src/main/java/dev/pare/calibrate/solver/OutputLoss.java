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
    int columns = before.shape().columns();
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    double loss = 0;
    double energy = 0;
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor gram = inputs.hasGram() ? Torch.floats(inputs.gram(), columns, columns) : null;
      int count;
      for (int first = 0; first < before.shape().rows(); first += count) {
        count = Math.min(step, before.shape().rows() - first);
        float[] w = new float[count * columns];
        float[] e = new float[count * columns];
        before.decodeRows(first, count, w);
        after.decodeRows(first, count, e);
        for (int i = 0; i < e.length; i++) {
          e[i] = w[i] - e[i];
        }
        loss += quadratic(e, columns, gram, inputs.squares());
        energy += quadratic(w, columns, gram, inputs.squares());
      }
    }
    return energy == 0 ? 0 : loss / energy;
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
