package dev.pare.quantize;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import java.util.HashSet;
import java.util.Set;

/** {@code quantize: gptq}: integers chosen by what they do to the layers' outputs. */
public final class GptqMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "quantize";
  }

  @Override
  public String name() {
    return "gptq";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(GptqSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    GptqSettings settings = GptqSettings.read(json);
    return new CalibratedTransform(
        kind(),
        name(),
        settings.describe(),
        settings.weights().selection(),
        new Gptq(settings),
        CalibrationSettings.read(json));
  }
}
