package dev.pare.quantize;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import java.util.Set;

/** {@code quantize: awq}: what meets large inputs is made larger before it is rounded. */
public final class AwqMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "quantize";
  }

  @Override
  public String name() {
    return "awq";
  }

  @Override
  public Set<String> keys() {
    return AwqSettings.KEYS;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    AwqSettings settings = AwqSettings.read(json);
    return new CalibratedTransform(
        kind(),
        name(),
        settings.describe(),
        settings.weights().selection(),
        new Awq(settings),
        CalibrationSettings.read(json));
  }
}
