package dev.pare.prune;

import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code prune: depth}: whole blocks go, those that change the residual stream least (Men et al.
 * 2024, "ShortGPT", arXiv 2403.03853). Its keys are {@code blocks} or {@code sparsity}, and those
 * that say what the model is shown.
 */
public final class DepthMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "prune";
  }

  @Override
  public String name() {
    return "depth";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(DepthSettings.KEYS);
    keys.addAll(CalibrationSettings.TEXT_KEYS);
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    return new DepthTransform(
        kind(), name(), DepthSettings.read(json), CalibrationSettings.read(json));
  }
}
