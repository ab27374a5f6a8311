package dev.pare.cluster;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import java.util.HashSet;
import java.util.Set;

/** {@code cluster: activation}: codebooks for which a weight counts as its input's square does. */
public final class ActivationMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "cluster";
  }

  @Override
  public String name() {
    return "activation";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(ClusterSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    ClusterSettings settings = ClusterSettings.read(json);
    return new CalibratedTransform(
        kind(),
        name(),
        settings.describe(),
        settings.selection(),
        new CalibratedClustering(settings),
        CalibrationSettings.read(json));
  }
}
