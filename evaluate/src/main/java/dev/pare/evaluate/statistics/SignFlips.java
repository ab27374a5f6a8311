package dev.pare.evaluate.statistics;

import java.util.Arrays;

/**
 * Is the mean difference zero? The paired permutation test: had it not mattered which model
 * answered, each difference might as well have had the other sign (R. A. Fisher, <i>The Design of
 * Experiments</i>, 1935).
 *
 * <pre>{@code
 * p = share of the sign choices with |Σ ± dᵢ| ≥ |Σ dᵢ|
 * }</pre>
 *
 * <p>Up to 13 differences that are not zero, all choices are tried. Beyond, 9999 are drawn, and the
 * one seen counts as another, so p is never 0 (B. Phipson and G. K. Smyth, <i>Permutation P-values
 * Should Never Be Zero</i>, 2010).
 */
final class SignFlips {
  private static final int MOST_EXACT = 13;
  private static final int DRAWS = 9999;

  /** Sums that differ by rounding alone are equal. */
  private static final double ROUNDING = 1e-12;

  private SignFlips() {}

  static double pValue(double[] differences, long seed) {
    double[] sizes = Arrays.stream(differences).filter(d -> d != 0).map(Math::abs).toArray();
    double threshold = Math.abs(Arrays.stream(differences).sum()) - ROUNDING * differences.length;
    return sizes.length <= MOST_EXACT ? exact(sizes, threshold) : drawn(sizes, threshold, seed);
  }

  private static double exact(double[] sizes, double threshold) {
    int choices = 1 << sizes.length;
    int asFar = 0;
    for (int signs = 0; signs < choices; signs++) {
      double sum = 0;
      for (int i = 0; i < sizes.length; i++) {
        sum += (signs >> i & 1) == 0 ? sizes[i] : -sizes[i];
      }
      asFar += Math.abs(sum) >= threshold ? 1 : 0;
    }
    return (double) asFar / choices;
  }

  private static double drawn(double[] sizes, double threshold, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    int asFar = 1;
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (double size : sizes) {
        sum += random.next() < 0 ? size : -size;
      }
      asFar += Math.abs(sum) >= threshold ? 1 : 0;
    }
    return asFar / (DRAWS + 1.0);
  }
}
