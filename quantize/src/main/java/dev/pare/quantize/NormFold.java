package dev.pare.quantize;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;

/**
 * A norm's weight to be divided. What is divided is rounded to the type it is stored in; the
 * factors that the layers behind are multiplied by are then those that undo the rounded division,
 * so that folding loses nothing.
 */
final class NormFold {
  private final DenseTensor weight;
  private final float[] stored;

  /** 0, or 1 where the norm multiplies by 1 + weight. */
  private final double from;

  NormFold(DenseTensor weight, boolean fromOne) {
    this.weight = weight;
    this.stored = values(weight);
    this.from = fromOne ? 1 : 0;
  }

  private static float[] values(DenseTensor vector) {
    float[] values = new float[vector.shape().columns()];
    vector.decodeRow(0, values);
    return values;
  }

  /** The factors next to some that dividing by them undoes; 1 where the norm is 0, or would be. */
  float[] exact(float[] factors) {
    float[] exact = new float[factors.length];
    for (int i = 0; i < exact.length; i++) {
      double before = from + stored[i];
      double after = from + divided(i, factors[i]);
      float undone = (float) (before / after);
      exact[i] = undone > 0 && Float.isFinite(undone) ? undone : 1;
    }
    return exact;
  }

  private float divided(int i, float factor) {
    return FloatCodec.round(weight.type(), (float) ((from + stored[i]) / factor - from));
  }

  /** The norm's weight, divided. */
  DenseTensor divided(float[] factors) {
    float[] divided = new float[factors.length];
    for (int i = 0; i < divided.length; i++) {
      divided[i] = divided(i, factors[i]);
    }
    return DenseTensor.of(weight.type(), weight.shape(), divided);
  }

  /** A vector that is added behind the norm or a layer, divided from its element {@code first}. */
  static DenseTensor divided(DenseTensor vector, int first, float[] factors) {
    float[] values = values(vector);
    DType type = vector.type();
    for (int i = 0; i < factors.length; i++) {
      values[first + i] = FloatCodec.round(type, values[first + i] / factors[i]);
    }
    return DenseTensor.of(type, vector.shape(), values);
  }
}
