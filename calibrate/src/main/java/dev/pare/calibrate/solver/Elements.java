package dev.pare.calibrate.solver;

import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** The memory of a contiguous tensor, F64 or F32, as float64. Not beyond the tensor's life. */
final class Elements {
  /** One of the two is null. */
  private final DoubleBuffer doubles;

  private final FloatBuffer floats;

  Elements(TorchTensor tensor, TorchType type) {
    boolean wide = type == TorchType.F64;
    doubles = wide ? tensor.bytes().asDoubleBuffer() : null;
    floats = wide ? null : tensor.bytes().asFloatBuffer();
  }

  /** {@code values[0 … count − 1]} from element {@code at} on. */
  void put(int at, double[] values, int count) {
    if (doubles != null) {
      doubles.put(at, values, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      floats.put(at + i, (float) values[i]);
    }
  }

  double get(int at) {
    return doubles != null ? doubles.get(at) : floats.get(at);
  }
}
