package dev.pare.quantize.ggml;

import dev.pare.core.tensor.FloatCodec;

/**
 * Chooses the float16 d under which a super-block's scales (or minima) v become integers k: of a
 * few steps at which the farthest v falls on or near the last integer, the one that minimizes Σg(v
 * − d·k)².
 */
final class ScaleFit {
  private static final int STEPS = 9;

  /** Half of float16's least number: below it 0 is nearer. */
  private static final float SMALLEST = 0x1p-25f;

  private static final float ROUNDER = 12_582_912f;

  private final float lowest;
  private final float highest;
  private final float reach;
  private float refined;

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
   * @param g what an error in each costs, more than 0
   * @return representable in float16; 0 if all v are about 0
   * @throws UnfitWeights if float16 is too small for it
   */
  float fit(float[] v, float[] g, int from, int count) {
    float farthest = 0;
    for (int i = from; i < from + count; i++) {
      farthest = Math.abs(v[i]) > Math.abs(farthest) ? v[i] : farthest;
    }
    if (Math.abs(farthest) < SMALLEST) {
      return 0;
    }
    float last = lowest < 0 ? lowest : highest;
    float best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < STEPS; i++) {
      int outwards = i % 2 == 0 ? (i + 1) / 2 : -((i + 1) / 2);
      float delta = 2 * reach * outwards / (STEPS - 1);
      double error = refine(v, g, from, count, farthest / (last + delta));
      if (error < least) {
        least = error;
        best = refined;
      }
    }
    if (best == 0) {
      throw UnfitWeights.tooLarge();
    }
    return best;
  }

  /** Σg(v − d·k)² with the k of {@code d} and their best d, which is {@link #refined}. */
  private double refine(float[] v, float[] g, int from, int count, float d) {
    float inverse = 1 / d;
    double square = 0;
    double product = 0;
    double energy = 0;
    for (int i = from; i < from + count; i++) {
      float k = integer(v[i] * inverse);
      square += g[i] * k * k;
      product += g[i] * k * v[i];
      energy += g[i] * v[i] * v[i];
    }
    refined = notZero((float) (product / square));
    return energy - 2 * refined * product + (double) refined * refined * square;
  }

  /** A d of 0 would lose all; the smallest that float16 has loses less. */
  static float notZero(float d) {
    float rounded = Halves.round(d);
    return rounded == 0 ? Math.copySign(FloatCodec.f16ToFloat((short) 1), d) : rounded;
  }

  /** The nearest integer that there is. */
  float integer(float t) {
    float k = t + ROUNDER - ROUNDER;
    return k < lowest ? lowest : k > highest ? highest : k;
  }
}
