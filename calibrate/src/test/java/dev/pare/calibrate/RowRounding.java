package dev.pare.calibrate;

import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.WeightTensor;

/** Rounds each row to the grid of its largest weight. */
final class RowRounding implements LinearMethod {
  private final QuantizationScheme scheme;

  /** Fails when it is asked for one more, as a kill would end it. */
  int patience = Integer.MAX_VALUE;

  RowRounding(int bits) {
    scheme = new QuantizationScheme(bits, Granularity.channel(), true);
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    if (patience-- == 0) {
      throw new IllegalStateException("killed");
    }
    WeightTensor made = encode(id.name(), weight);
    return new CompressedLinear(made, OutputLoss.relative(weight, made, inputs), 0, "");
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return encode(id.name(), weight);
  }

  /** The weight rounded when it is read. */
  WeightTensor encode(String name, WeightTensor weight) {
    return new QuantizedTensor(
        weight.shape(), scheme, DType.F32, (first, into) -> fill(weight, first, into));
  }

  private void fill(WeightTensor weight, int first, QuantizedRows into) {
    float[] w = new float[into.columns()];
    for (int row = 0; row < into.rowCount(); row++) {
      weight.decodeRow(first + row, w);
      float largest = 0;
      for (float value : w) {
        largest = Math.max(largest, Math.abs(value));
      }
      float scale = largest == 0 ? 1 : largest / scheme.maxCode();
      into.scales()[row] = scale;
      into.zeroPoints()[row] = 0;
      for (int i = 0; i < w.length; i++) {
        into.codes()[row * w.length + i] = (byte) Math.rint(w[i] / scale);
      }
    }
  }
}
