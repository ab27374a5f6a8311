package dev.pare.evaluate.statistics;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How many samples decide whether a model matches, with a chance of 80 %, if the rates seen so far
 * are the true ones.
 *
 * <pre>{@code
 * n = ((1.960·√V₀ + 0.842·√V₁) / Δ)²,   Δ = E[m − 0.95·b]
 * }</pre>
 *
 * <p>m and b are the scores of model and baseline on one sample, V₁ the variance of m − 0.95·b as
 * seen and V₀ the one at the bound, Δ = 0, that the score test reckons with ({@link Matching}). The
 * usual normal approximation, as Nam and Blackwelder give it; the figures seen are themselves
 * uncertain, and so is n.
 */
public final class DecidingSamples {
  /** The normal quantile of 80 %. */
  private static final double Z_POWER = 0.8416212335729143;

  /** Beyond, the ratio seen is the bound for all that matters. */
  private static final double MOST = 1e9;

  /** So many expected, {@link Scores#LEAST_VARIED} are there in 97 of 100 cases. */
  private static final double SURELY_VARIED = 30;

  private DecidingSamples() {}

  /**
   * @return empty if the ratio is at the bound, so that no number of samples decides
   */
  public static OptionalLong of(PairedTable table) {
    double bound = Matching.LEAST_RATIO;
    double lost = 1 - bound;
    double distance = table.modelShare() - bound * table.baselineShare();
    double squares =
        (lost * lost * table.both() + table.modelOnly() + bound * bound * table.baselineOnly())
            / table.n();
    double atBound = NamBlackwelder.varianceUnder(table, bound);
    return of(distance, atBound, squares - distance * distance);
  }

  /**
   * For scores that are drawn again: the variance at the bound is the one seen, and enough samples
   * must vary to be drawn again at all.
   */
  static OptionalLong of(double[] model, double[] baseline) {
    double[] distances = new double[model.length];
    Arrays.setAll(distances, i -> model[i] - Matching.LEAST_RATIO * baseline[i]);
    double mean = Scores.mean(distances);
    double squares = Arrays.stream(distances).map(d -> (d - mean) * (d - mean)).sum();
    double variance = squares / (model.length - 1);
    double varying = Scores.varying(Scores.differences(model, baseline));
    long least = (long) Math.ceil(SURELY_VARIED * model.length / varying);
    OptionalLong n = of(mean, variance, variance);
    return n.isPresent() ? OptionalLong.of(Math.max(least, n.getAsLong())) : n;
  }

  private static OptionalLong of(double distance, double atBound, double seen) {
    double spread = Interval.Z * Math.sqrt(atBound) + Z_POWER * Math.sqrt(Math.max(0, seen));
    double n = Math.ceil(Math.pow(spread / distance, 2));
    return n <= MOST ? OptionalLong.of((long) n) : OptionalLong.empty();
  }
}
