package dev.pare.calibrate;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rounds each row to the scale, of twenty, that loses least as the inputs weigh it: Σ g_j (w_j −
 * ŵ_j)². Keeps what it was given.
 */
final class DiagonalRounding implements LinearMethod {
  /** What the driver gave. */
  record Call(LayerId id, InputStatistics inputs) {}

  private static final QuantizationScheme SCHEME =
      new QuantizationScheme(3, Granularity.channel(), true);

  final List<Call> calls = new ArrayList<>();

  /** Fails when it is asked for one more, as a kill would end it. */
  int patience = Integer.MAX_VALUE;

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    if (calls.size() == patience) {
      throw new IllegalStateException("killed");
    }
    calls.add(new Call(id, inputs));
    float[] scales = new float[weight.shape().rows()];
    double[] lost = {0, 0};
    float[] w = new float[weight.shape().columns()];
    for (int row = 0; row < scales.length; row++) {
      weight.decodeRow(row, w);
      scales[row] = best(w, inputs.squares(), lost);
    }
    return new CompressedLinear(rounded(weight, scales), lost[0] / lost[1], 0, "");
  }

  private static float best(float[] w, double[] g, double[] lost) {
    float largest = 0;
    double energy = 0;
    for (int i = 0; i < w.length; i++) {
      largest = Math.max(largest, Math.abs(w[i]));
      energy += g[i] * w[i] * w[i];
    }
    float best = 1;
    double least = Double.MAX_VALUE;
    for (int step = 1; step <= 20; step++) {
      float scale = largest == 0 ? 1 : largest * step / 20 / SCHEME.maxCode();
      double error = 0;
      for (int i = 0; i < w.length; i++) {
        double difference = w[i] - code(w[i], scale) * scale;
        error += g[i] * difference * difference;
      }
      if (error < least) {
        least = error;
        best = scale;
      }
    }
    lost[0] += least;
    lost[1] += energy;
    return best;
  }

  private static int code(float w, float scale) {
    return (int) Math.max(SCHEME.minCode(), Math.min(SCHEME.maxCode(), Math.rint(w / scale)));
  }

  private static QuantizedTensor rounded(WeightTensor weight, float[] scales) {
    return new QuantizedTensor(
        weight.shape(), SCHEME, DType.F32, (first, into) -> fill(weight, scales, first, into));
  }

  private static void fill(WeightTensor weight, float[] scales, int first, QuantizedRows into) {
    float[] w = new float[into.columns()];
    for (int row = 0; row < into.rowCount(); row++) {
      weight.decodeRow(first + row, w);
      into.scales()[row] = scales[first + row];
      into.zeroPoints()[row] = 0;
      for (int i = 0; i < w.length; i++) {
        into.codes()[row * w.length + i] = (byte) code(w[i], scales[first + row]);
      }
    }
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    float[] ones = new float[weight.shape().rows()];
    Arrays.fill(ones, 1);
    return rounded(weight, ones);
  }
}
