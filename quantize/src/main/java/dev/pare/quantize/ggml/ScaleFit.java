package dev.pare.quantize.ggml;

import dev.pare.core.tensor.FloatCodec;

/**
 * Chooses the float16 d under which a super-block's scales (or minima) v become integers k: of a
 * few steps at which the farthest v falls on or near the last integer, the one that minimizes Σg(v
 * − d·k)².
 */
final class ScaleFit {
  private static final int STEPS = 9;
  private static final float ROUNDER = 12_582_912f;

  private final float lowest;
  private final float highest;
  private final float reach;

  /**
   * @param lowest the least integer, 0 or negative
   * @param highest the largest
   * @param reach how far from the last integer the farthest v may fall
   */
  ScaleFit(int lowest, int highest, float reach) {
    this.lowest = lowest;
    this.highest = highest;
    this.reach = reach;
  }

  /**
   * @param v from {@code from}, {@code count} of them; none negative where no integer is
   * @param g what an error in each costs
   * @return representable in float16; 0 if all v are 0
   */
  float fit(float[] v, float[] g, int from, int count) {
    float farthest = 0;
    for (int i = from; i < from + count; i++) {
      farthest = Math.abs(v[i]) > Math.abs(farthest) ? v[i] : farthest;
    }
    if (farthest == 0) {
      return 0;
    }
    float last = lowest < 0 ? lowest : highest;
    float best = 0;
    float least = Float.POSITIVE_INFINITY;
    for (int i = 0; i < STEPS; i++) {
      float delta = reach * (2f * i / (STEPS - 1) - 1);
      float d = notZero(farthest / (last + delta));
      float error = error(v, g, from, count, d);
      if (error < least || best == 0) {
        least = error;
        best = d;
      }
    }
    return best;
  }

  /** A d of 0 would lose all; the smallest that float16 has loses less. */
  static float notZero(float d) {
    float rounded = Halves.round(d);
    return rounded == 0 ? Math.copySign(FloatCodec.f16ToFloat((short) 1), d) : rounded;
  }

  private float error(float[] v, float[] g, int from, int count, float d) {
    float inverse = 1 / d;
    float error = 0;
    for (int i = from; i < from + count; i++) {
      float k = integer(v[i] * inverse);
      error += g[i] * (v[i] - d * k) * (v[i] - d * k);
    }
    return error;
  }

  /** The nearest integer that there is. */
  float integer(float t) {
    float k = t + ROUNDER - ROUNDER;
    return k < lowest ? lowest : k > highest ? highest : k;
  }
}
