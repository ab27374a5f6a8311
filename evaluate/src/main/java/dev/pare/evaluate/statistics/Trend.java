package dev.pare.evaluate.statistics;

import dev.pare.core.PareException;
import java.util.Arrays;

/**
 * Does a share rise or fall with a dose? (P. Armitage, <i>Tests for Linear Trends in Proportions
 * and Frequencies</i>, 1955; W. G. Cochran, 1954)
 *
 * <pre>{@code
 * z = Σ (dᵢ − d̄)(yᵢ − ȳ) / √(ȳ(1 − ȳ)·Σ (dᵢ − d̄)²)
 * }</pre>
 *
 * <p>dᵢ is the dose of sample i, yᵢ its outcome, 0 or 1. z² is n times the squared correlation of
 * the two. Under the hypothesis of no trend z is normal.
 *
 * @param z positive where the share rises with the dose; NaN where all doses or all outcomes are
 *     the same
 * @param pValue two-sided; NaN where z is
 */
public record Trend(double z, double pValue) {
  /**
   * @throws PareException if there are not as many doses as outcomes, or an outcome is neither 0
   *     nor 1
   */
  public static Trend of(double[] doses, double[] outcomes) {
    if (doses.length != outcomes.length || (outcomes.length > 0 && !Scores.binary(outcomes))) {
      throw new PareException(
          "trend", "needs an outcome of 0 or 1 for each dose", "check what is compared");
    }
    if (Arrays.stream(doses).distinct().count() < 2) {
      return new Trend(Double.NaN, Double.NaN);
    }
    double dose = Scores.mean(doses);
    double share = Scores.mean(outcomes);
    double together = 0;
    double spread = 0;
    for (int i = 0; i < doses.length; i++) {
      together += (doses[i] - dose) * (outcomes[i] - share);
      spread += (doses[i] - dose) * (doses[i] - dose);
    }
    double variance = share * (1 - share) * spread;
    double z = variance > 0 ? together / Math.sqrt(variance) : Double.NaN;
    return new Trend(z, Normal.twoSided(z));
  }
}
