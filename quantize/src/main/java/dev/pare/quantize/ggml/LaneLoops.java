package dev.pare.quantize.ggml;

/**
 * Arithmetic on all {@link Lanes} at once. HotSpot makes vector instructions of a loop over whole
 * arrays, from index 0, whose body is small and free of branches, casts and calls; so these stay
 * small, and address nothing at an offset that is not a constant.
 *
 * <p>Codes q are rounded and held within 0 … top without a comparison: adding and taking off
 * 1.5·2^23 rounds |t| &lt; 2^22 to an integer, ties to even, and u = |q| − |q − top| is 2q − top
 * where 0 ≤ q ≤ top, and −top or top beyond.
 */
final class LaneLoops {
  private static final int COUNT = Lanes.COUNT;
  private static final float ROUNDER = 12_582_912f;
  private static final float EQUAL = 1e-6f;

  private LaneLoops() {}

  static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, COUNT);
  }

  static void least(float[] x, float[] least) {
    for (int l = 0; l < COUNT; l++) {
      least[l] = Math.min(least[l], x[l]);
    }
  }

  static void largest(float[] x, float[] largest) {
    for (int l = 0; l < COUNT; l++) {
      largest[l] = Math.max(largest[l], x[l]);
    }
  }

  static void normalize(float[] y, float[] middle, float[] inverse) {
    for (int l = 0; l < COUNT; l++) {
      y[l] = (y[l] - middle[l]) * inverse[l];
    }
  }

  static void add(float[] x, float[] sum) {
    for (int l = 0; l < COUNT; l++) {
      sum[l] += x[l];
    }
  }

  static void addProduct(float[] c, float[] y, float[] sum) {
    for (int l = 0; l < COUNT; l++) {
      sum[l] += c[l] * y[l];
    }
  }

  static void addSquare(float[] c, float[] y, float[] sum) {
    for (int l = 0; l < COUNT; l++) {
      sum[l] += c[l] * y[l] * y[l];
    }
  }

  /**
   * Adds one element's share to U, UU and UY, of codes for y·slope + shift.
   *
   * @param sums [3, COUNT]
   */
  static void sum(float[] y, float[] c, float slope, float shift, float top, float[] sums) {
    for (int l = 0; l < COUNT; l++) {
      float q = y[l] * slope + shift + ROUNDER - ROUNDER;
      float u = Math.abs(q) - Math.abs(q - top);
      float cu = c[l] * u;
      sums[l] += cu;
      sums[l + COUNT] += cu * u;
      sums[l + 2 * COUNT] += cu * y[l];
    }
  }

  /** The same, with a slope and shift for each lane. */
  static void sum(float[] y, float[] c, float[] slope, float[] shift, float top, float[] sums) {
    for (int l = 0; l < COUNT; l++) {
      float q = y[l] * slope[l] + shift[l] + ROUNDER - ROUNDER;
      float u = Math.abs(q) - Math.abs(q - top);
      float cu = c[l] * u;
      sums[l] += cu;
      sums[l + COUNT] += cu * u;
      sums[l + 2 * COUNT] += cu * y[l];
    }
  }

  /** The codes for y·slope + shift, whatever these are. */
  static void codes(float[] y, float[] slope, float[] shift, float top, float[] q) {
    for (int l = 0; l < COUNT; l++) {
      q[l] = Math.max(0, Math.min(top, y[l] * slope[l] + shift[l])) + ROUNDER - ROUNDER;
    }
  }

  /** The slope of a grid of half-step α, no steeper than {@code steepest} where α is 0. */
  static void slope(float[] alpha, float steepest, float[] slope) {
    for (int l = 0; l < COUNT; l++) {
      slope[l] = Math.max(-steepest, Math.min(steepest, 0.5f / alpha[l]));
    }
  }

  /** The shift of a grid with its middle at β. */
  static void shift(float[] slope, float[] beta, float top, float[] shift) {
    for (int l = 0; l < COUNT; l++) {
      shift[l] = 0.5f * top - beta[l] * slope[l];
    }
  }

  /**
   * 1 where {@code gain} is larger than {@code best} by more than rounding, 0 elsewhere: a
   * comparison by arithmetic.
   */
  static void larger(float[] gain, float[] best, float[] larger) {
    for (int l = 0; l < COUNT; l++) {
      float more = gain[l] - best[l] - EQUAL * Math.abs(best[l]);
      larger[l] = 0.5f * (more + Math.abs(more)) / (Math.abs(more) + Float.MIN_NORMAL);
    }
  }

  /** Replaces x by {@code value} where {@code larger} is 1. */
  static void select(float[] larger, float value, float[] x) {
    for (int l = 0; l < COUNT; l++) {
      x[l] += larger[l] * value - larger[l] * x[l];
    }
  }

  /** The same, with a value for each lane. */
  static void select(float[] larger, float[] value, float[] x) {
    for (int l = 0; l < COUNT; l++) {
      x[l] += larger[l] * value[l] - larger[l] * x[l];
    }
  }

  /**
   * What the best scale and minimum for these sums gain over a constant: (UY − U·Y/C)² / (UU −
   * U²/C). Codes that are all but equal gain little, whatever rounding left of their variance.
   */
  static void gainWithMinimum(float[] sums, float[] sumCost, float[] sumY, float[] gain) {
    for (int l = 0; l < COUNT; l++) {
      float mean = sums[l] / sumCost[l];
      float covariance = sums[l + 2 * COUNT] - mean * sumY[l];
      float square = sums[l + COUNT];
      gain[l] = covariance * covariance / (square - mean * sums[l] + EQUAL * square);
    }
  }

  /** What the best scale alone gains over zero, for u − 1: U'Y² / U'U'. */
  static void gainOfScale(float[] sums, float[] sumCost, float[] sumY, float[] gain) {
    for (int l = 0; l < COUNT; l++) {
      float product = sums[l + 2 * COUNT] - sumY[l];
      float square = sums[l + COUNT] - 2 * sums[l] + sumCost[l];
      gain[l] = product * product / (square + EQUAL * sumCost[l]);
    }
  }

  /** α = (UY − U·Y/C) / (UU − U²/C). */
  static void scaleWithMinimum(float[] sums, float[] sumCost, float[] sumY, float[] alpha) {
    for (int l = 0; l < COUNT; l++) {
      float mean = sums[l] / sumCost[l];
      float covariance = sums[l + 2 * COUNT] - mean * sumY[l];
      float square = sums[l + COUNT];
      alpha[l] = covariance / (square - mean * sums[l] + EQUAL * square);
    }
  }

  /** β = (Y − α·U) / C. */
  static void middle(float[] sums, float[] sumCost, float[] sumY, float[] alpha, float[] beta) {
    for (int l = 0; l < COUNT; l++) {
      beta[l] = (sumY[l] - alpha[l] * sums[l]) / sumCost[l];
    }
  }

  /** α = U'Y / U'U', for u − 1. */
  static void scaleAlone(float[] sums, float[] sumCost, float[] sumY, float[] alpha) {
    for (int l = 0; l < COUNT; l++) {
      float product = sums[l + 2 * COUNT] - sumY[l];
      float square = sums[l + COUNT] - 2 * sums[l] + sumCost[l];
      alpha[l] = product / (square + EQUAL * sumCost[l]);
    }
  }

  static void negate(float[] x, float[] negated) {
    for (int l = 0; l < COUNT; l++) {
      negated[l] = -x[l];
    }
  }
}
