package dev.pare.calibrate.solver;

import dev.pare.calibrate.InputStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The factors of Hessians with the same settings: weights that see the same input share one, for as
 * long as its statistics are in use.
 */
public final class SharedFactors {
  private final boolean descending;
  private final double damping;
  private final Map<InputStatistics, Optional<HessianFactor>> factors = new WeakHashMap<>();

  /** See {@link HessianFactor#of}. */
  public SharedFactors(boolean descending, double damping) {
    this.descending = descending;
    this.damping = damping;
  }

  public synchronized Optional<HessianFactor> of(InputStatistics inputs) {
    return factors.computeIfAbsent(
        inputs, statistics -> HessianFactor.of(statistics, descending, damping));
  }
}
