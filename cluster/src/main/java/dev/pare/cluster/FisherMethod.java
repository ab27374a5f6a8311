package dev.pare.cluster;

import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code cluster: fisher}: codebooks for which each weight counts for itself, by how much the loss
 * on the calibration grows when it changes. Beside the keys of {@link ClusterSettings} it reads
 * those that say what the model is shown, and {@code statistics}, a file of the Fisher information.
 */
public final class FisherMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "cluster";
  }

  @Override
  public String name() {
    return "fisher";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(ClusterSettings.KEYS);
    keys.addAll(CalibrationSettings.TEXT_KEYS);
    keys.add(CalibrationSettings.STATISTICS);
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    return new FisherTransform(
        kind(), name(), ClusterSettings.read(json), CalibrationSettings.read(json));
  }
}
