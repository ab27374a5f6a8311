package dev.pare.cluster;

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
 * {@code cluster: gptq}: the codebooks of {@link ActivationMethod}, and indices that make up for
 * each other's errors. Beside the keys of {@link ClusterSettings} it reads {@code actOrder}
 * (default true) and {@code damping} (default 0.01), as {@code quantize: gptq} does.
 */
public final class CodebookGptqMethod implements CompressionMethod {
  private static final String ACT_ORDER = "actOrder";
  private static final String DAMPING = "damping";

  @Override
  public String kind() {
    return "cluster";
  }

  @Override
  public String name() {
    return "gptq";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(ClusterSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    keys.addAll(Set.of(ACT_ORDER, DAMPING));
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    ClusterSettings settings = ClusterSettings.read(json);
    boolean actOrder = json.bool(ACT_ORDER).orElse(true);
    double damping = json.number(DAMPING).orElse(0.01);
    if (!(damping > 0 && damping <= 1)) {
      throw new PareException(
          json.source(), "damping " + damping + " is out of range", "give above 0, up to 1");
    }
    Map<String, Object> described = settings.describe();
    described.put(ACT_ORDER, actOrder);
    described.put(DAMPING, damping);
    return new CalibratedTransform(
        kind(),
        name(),
        described,
        settings.selection(),
        new CompensatedClustering(settings, actOrder, damping),
        CalibrationSettings.read(json));
  }
}
