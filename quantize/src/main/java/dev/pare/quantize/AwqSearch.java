package dev.pare.quantize;

import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.WeightTensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * AWQ's search for factors of an input (Lin et al. 2023, arXiv 2306.00978): columns that meet large
 * inputs are multiplied before they are rounded, so that they lose less, and the input is divided.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>m</td><td>mean |x| of each feature over the calibration; of a value that several heads
 * use, over these too</td></tr>
 * <tr><td>s</td><td>max(m^α, 1e-4), divided by √(max s · min s)</td></tr>
 * <tr><td>α</td><td>0, 0.05 … 0.95: the first for which the layers that see the input lose least
 * </td></tr>
 * </table>
 *
 * What is lost is Σ over these layers of ‖x(Q(W·s)/s − W)‖² / ‖xW‖², with Q round-to-nearest. The
 * authors' program looks at what a whole attention or MLP gives instead; here the gram of the input
 * says it without another pass, and no layer drowns another.
 */
final class AwqSearch {
  private static final int STEPS = 20;
  private static final double LEAST = 1e-4;

  private AwqSearch() {}

  /** A layer that sees the input. */
  record Reader(String name, WeightTensor weight, QuantizationScheme scheme) {}

  /** What a site's features are divided by, and the readers' columns multiplied. */
  static final class Factors {
    final double alpha;
    final float[] features;
    final float[] columns;

    Factors(double alpha, FoldSite site, float[] features) {
      this.alpha = alpha;
      this.features = features;
      this.columns = site.spread(features);
    }
  }

  /**
   * @param exact the factors next to some that can be folded without a loss
   */
  static Factors best(
      FoldSite site, UnaryOperator<float[]> exact, List<Reader> readers, InputStatistics inputs) {
    double[] means = means(site, inputs);
    double[] energies =
        readers.stream().mapToDouble(r -> OutputLoss.energy(r.weight(), inputs)).toArray();
    double least = Double.POSITIVE_INFINITY;
    Factors best = null;
    for (int step = 0; step < STEPS; step++) {
      double alpha = step / (double) STEPS;
      float[] features = exact.apply(factors(means, alpha));
      Factors tried = new Factors(alpha, site, features);
      double loss = 0;
      for (int i = 0; i < energies.length; i++) {
        loss += energies[i] == 0 ? 0 : lost(readers.get(i), tried, inputs) / energies[i];
      }
      if (best == null || loss < least) {
        least = loss;
        best = tried;
      }
    }
    return best;
  }

  private static double[] means(FoldSite site, InputStatistics inputs) {
    double[] means = new double[site.features()];
    double uses = inputs.width() / (double) means.length;
    for (int j = 0; j < inputs.width(); j++) {
      means[site.feature(j)] += inputs.magnitudes()[j] / inputs.tokens() / uses;
    }
    return means;
  }

  private static float[] factors(double[] means, double alpha) {
    double[] s = new double[means.length];
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (int i = 0; i < s.length; i++) {
      s[i] = Math.max(Math.pow(means[i], alpha), LEAST);
      low = Math.min(low, s[i]);
      high = Math.max(high, s[i]);
    }
    float[] factors = new float[s.length];
    for (int i = 0; i < s.length; i++) {
      factors[i] = (float) (s[i] / Math.sqrt(low * high));
    }
    return factors;
  }

  private static double lost(Reader reader, Factors factors, InputStatistics inputs) {
    Optional<float[]> columns = Optional.of(factors.columns);
    WeightTensor scaled = ScaledRows.of(reader.weight(), columns, Optional.empty());
    WeightTensor made =
        new RoundToNearest(
                reader.name(),
                scaled,
                reader.scheme(),
                RoundToNearest.scaleType(reader.weight()),
                GridFit.RANGE)
            .tensor();
    WeightTensor back = ScaledRows.of(made, ScaledRows.inverse(columns), Optional.empty());
    return OutputLoss.lost(reader.weight(), back, inputs);
  }
}
