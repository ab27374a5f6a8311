package dev.pare.prune;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * {@code prune: sparsegpt}: what goes is chosen by what it does to the layers' outputs, and what
 * stays makes up for it. Beside the keys of {@link PruneSettings} it reads {@code damping}, the
 * share of the Hessian's mean diagonal that is added to it (default 0.01).
 */
public final class SparseGptMethod implements CompressionMethod {
  private static final String DAMPING = "damping";

  @Override
  public String kind() {
    return "prune";
  }

  @Override
  public String name() {
    return "sparsegpt";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(PruneSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    keys.add(DAMPING);
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    PruneSettings settings = PruneSettings.read(json);
    double damping = json.number(DAMPING).orElse(0.01);
    if (!(damping > 0 && damping <= 1)) {
      throw new PareException(
          json.source(), "damping " + damping + " is out of range", "give above 0, up to 1");
    }
    Map<String, Object> described = settings.describe();
    described.put(DAMPING, damping);
    return new CalibratedTransform(
        kind(),
        name(),
        described,
        settings.selection(),
        settings.method(own -> new SparseGpt(own, damping)),
        CalibrationSettings.read(json));
  }
}
