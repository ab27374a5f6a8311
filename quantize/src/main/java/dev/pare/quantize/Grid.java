package dev.pare.quantize;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.QuantizationScheme;

/**
 * The affine grid of one group of weights, from its range: w ≈ (q − zeroPoint)·scale, q in −2^(b−1)
 * … 2^(b−1)−1.
 *
 * <ul>
 *   <li>symmetric: scale = max|w| / (2^(b−1) − 1), zeroPoint = 0
 *   <li>asymmetric: scale = (hi − lo) / (2^b − 1), zeroPoint = −2^(b−1) − round(lo/scale), the
 *       range lo … hi widened to include 0 so that 0 stays exact
 *   <li>a group of zeros gets the range −1 … 1
 * </ul>
 *
 * Both are computed in float64 and the scale is then rounded to the type it is stored in, so that
 * codes are chosen for the grid that will be read back.
 */
final class Grid {
  private static final int INFINITE = 0x7f800000;

  private final QuantizationScheme scheme;
  private final DType scaleType;
  private float scale;
  private int zeroPoint;
  private int lowest;
  private int highest;

  Grid(QuantizationScheme scheme, DType scaleType) {
    this.scheme = scheme;
    this.scaleType = scaleType;
  }

  /**
   * Fits the grid to the weights {@code w[from … to − 1]}.
   *
   * @return false if one of them is NaN or infinite; the grid is then undefined
   */
  boolean fit(float[] w, int from, int to) {
    lowest = 0;
    highest = 0;
    boolean finite = widen(w, from, to);
    fit();
    return finite;
  }

  /**
   * Widens the range to hold more weights.
   *
   * @return false if one of them is NaN or infinite
   */
  boolean widen(float[] w, int from, int to) {
    int low = lowest;
    int high = highest;
    for (int i = from; i < to; i++) {
      int ordered = ordered(Float.floatToRawIntBits(w[i]));
      low = Math.min(low, ordered);
      high = Math.max(high, ordered);
    }
    lowest = low;
    highest = high;
    return high < INFINITE && low > ~INFINITE;
  }

  /**
   * Bits of a float as an int that sorts as the float does: comparing integers is quicker than
   * comparing floats, and NaN comes out beyond infinity instead of nowhere. Its own inverse.
   */
  private static int ordered(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** Fits the grid to the range that {@link #widen} found. */
  void fit() {
    fit(1);
  }

  /** Fits the grid to a part of that range: weights beyond it take its ends. */
  void fit(double part) {
    double lo = part * Float.intBitsToFloat(ordered(lowest));
    double hi = part * Float.intBitsToFloat(ordered(highest));
    if (lo == hi) {
      lo = -1;
      hi = 1;
    }
    double exact =
        scheme.symmetric() ? Math.max(-lo, hi) / maxCode() : (hi - lo) / (maxCode() - minCode());
    scale = FloatCodec.round(scaleType, (float) exact);
    if (scale
        == 0) { // smaller than the type can say: every code is 0, which is off by less than that
      scale = 1;
    }
    zeroPoint =
        scheme.symmetric()
            ? 0
            : (int) Math.max(minCode(), Math.min(maxCode(), minCode() - Math.rint(lo / scale)));
  }

  /** Puts another scale in place of the range's, rounded to the type it is stored in. */
  void rescale(double exact) {
    scale = FloatCodec.round(scaleType, (float) exact);
  }

  float scale() {
    return scale;
  }

  int zeroPoint() {
    return zeroPoint;
  }

  int minCode() {
    return scheme.minCode();
  }

  int maxCode() {
    return scheme.maxCode();
  }
}
