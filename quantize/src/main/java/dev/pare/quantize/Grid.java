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
  private final QuantizationScheme scheme;
  private final DType scaleType;
  private float scale;
  private int zeroPoint;

  Grid(QuantizationScheme scheme, DType scaleType) {
    this.scheme = scheme;
    this.scaleType = scaleType;
  }

  /** Fits the grid to weights between {@code min} and {@code max}. */
  void fit(float min, float max) {
    double lo = Math.min(0.0, min);
    double hi = Math.max(0.0, max);
    if (lo == hi) {
      lo = -1;
      hi = 1;
    }
    double exact =
        scheme.symmetric()
            ? Math.max(-lo, hi) / scheme.maxCode()
            : (hi - lo) / (2 * scheme.maxCode() + 1);
    scale = FloatCodec.round(scaleType, (float) exact);
    if (scale
        == 0) { // smaller than the type can say: every code is 0, which is off by less than that
      scale = 1;
    }
    zeroPoint = scheme.symmetric() ? 0 : clamp((float) (scheme.minCode() - Math.rint(lo / scale)));
  }

  float scale() {
    return scale;
  }

  int zeroPoint() {
    return zeroPoint;
  }

  /** The code nearest to w: round(w/scale), ties to even, + zeroPoint, clamped. */
  byte code(float w) {
    return (byte) clamp((float) Math.rint(w / scale) + zeroPoint);
  }

  private int clamp(float code) {
    return (int) Math.max(scheme.minCode(), Math.min(scheme.maxCode(), code));
  }
}
