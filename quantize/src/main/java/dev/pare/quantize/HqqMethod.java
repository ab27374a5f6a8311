package dev.pare.quantize;

import dev.pare.core.checkpoint.ChangedWeights;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.WeightTensor;
import java.util.Set;

/** {@code quantize: hqq}: {@link HalfQuadratic}, which needs no calibration. */
public final class HqqMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "quantize";
  }

  @Override
  public String name() {
    return "hqq";
  }

  @Override
  public Set<String> keys() {
    return HqqSettings.KEYS;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    HqqSettings settings = HqqSettings.read(json);
    return (in, progress) -> apply(settings, in);
  }

  private Checkpoint apply(HqqSettings settings, Checkpoint in) {
    settings.weights().checkRules(in);
    ChangedWeights changed = new ChangedWeights(in);
    for (String name : settings.weights().selection().select(in)) {
      WeightTensor weight = in.tensor(name);
      HalfQuadratic made =
          new HalfQuadratic(name, weight, settings.weights().schemeOf(name), settings);
      changed.put(name, RoundToNearest.asSparse(weight, made.tensor()), made::relativeError);
    }
    return changed.as(kind(), name(), settings.describe());
  }
}
