package dev.pare.quantize;

/**
 * Rounds groups of weights to their grids and sums what is lost. For one thread.
 *
 * <p>q = clamp(round(w/scale) + zeroPoint), ties to even; error Σ(w − ŵ)² and energy Σw² are summed
 * in units of the scale, in float32 over short blocks and in float64 over those.
 */
final class GroupRounding {
  /** Terms of a float32 sum: few enough that its rounding stays below 1e-5. */
  private static final int BLOCK = 256;

  /**
   * 1.5·2^23: a float32 of that size has no fraction, so adding it rounds |t| < 2^22 to an integer,
   * ties to even, which then stands in the low bits. One addition where Math.rint and a cast take
   * ten instructions.
   */
  private static final float ROUNDER = 12_582_912f;

  private static final int ROUNDER_BITS = 0x4B400000;

  private double error;
  private double energy;

  /** The integer nearest to t, ties to even, for |t| < 2^22. */
  static float nearest(float t) {
    return t + ROUNDER - ROUNDER;
  }

  void reset() {
    error = 0;
    energy = 0;
  }

  void round(float[] w, int from, int count, Grid grid, byte[] codes, int to) {
    double unit = (double) grid.scale() * grid.scale();
    for (int done = 0; done < count; done += BLOCK) {
      roundBlock(w, from + done, Math.min(BLOCK, count - done), grid, codes, to + done, unit);
    }
  }

  private void roundBlock(
      float[] w, int from, int count, Grid grid, byte[] codes, int to, double unit) {
    float scale = grid.scale();
    int zeroPoint = grid.zeroPoint();
    int min = grid.minCode() - zeroPoint;
    int max = grid.maxCode() - zeroPoint;
    float lost = 0;
    float all = 0;
    for (int i = 0; i < count; i++) {
      float t = w[from + i] / scale;
      int q = Float.floatToRawIntBits(t + ROUNDER) - ROUNDER_BITS;
      q = Math.max(min, Math.min(max, q));
      codes[to + i] = (byte) (q + zeroPoint);
      lost += (t - q) * (t - q);
      all += t * t;
    }
    error += lost * unit;
    energy += all * unit;
  }

  /** Σ(w − ŵ)² since {@link #reset}. */
  double error() {
    return error;
  }

  /** Σw² since {@link #reset}. */
  double energy() {
    return energy;
  }
}
