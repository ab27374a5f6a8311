package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ZeroPoints;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The keys of {@code quantize: hqq}: those of {@link QuantizeSettings}, {@code symmetric} excepted,
 * for its grids have zero points; and
 *
 * <ul>
 *   <li>{@code norm} (default 0.7): p of Σ|w − ŵ|^p, above 0 and up to 1;
 *   <li>{@code beta} (default 10): how little of what is lost counts as an outlier at first;
 *   <li>{@code iterations} (default 20): steps at most.
 * </ul>
 */
record HqqSettings(QuantizeSettings weights, double norm, double beta, int iterations) {
  static final Set<String> KEYS = keys();

  private static final String NORM = "norm";
  private static final String BETA = "beta";
  private static final String ITERATIONS = "iterations";
  private static final String SYMMETRIC = "symmetric";

  private static Set<String> keys() {
    Set<String> keys = new HashSet<>(QuantizeSettings.KEYS);
    keys.addAll(Set.of(NORM, BETA, ITERATIONS));
    return Set.copyOf(keys);
  }

  static HqqSettings read(JsonObject settings) {
    requireZeroPoints(settings);
    settings.objects("rules").forEach(HqqSettings::requireZeroPoints);
    QuantizeSettings weights = QuantizeSettings.read(settings).with(ZeroPoints.FLOAT);
    weights.requireGroups(settings.source(), "one zero point");
    double norm = settings.number(NORM).orElse(0.7);
    if (!(norm > 0 && norm <= 1)) {
      throw new PareException(
          settings.source(), "norm " + norm + " is out of range", "give above 0, up to 1");
    }
    double beta = settings.number(BETA).orElse(10.0);
    if (!(beta > 0 && beta <= Float.MAX_VALUE)) {
      throw new PareException(
          settings.source(), "beta " + beta + " is out of range", "give a number above 0");
    }
    return new HqqSettings(weights, norm, beta, settings.intValue(ITERATIONS, 0).orElse(20));
  }

  private static void requireZeroPoints(JsonObject settings) {
    if (settings.bool(SYMMETRIC).orElse(false)) {
      throw new PareException(
          settings.source(), "is symmetric, where hqq moves zero points", "leave symmetric out");
    }
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = weights.describe();
    all.put(NORM, norm);
    all.put(BETA, beta);
    all.put(ITERATIONS, (long) iterations);
    return all;
  }
}
