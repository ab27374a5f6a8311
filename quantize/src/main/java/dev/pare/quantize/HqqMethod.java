package dev.pare.quantize;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Map<String, HalfQuadratic> fitted = new LinkedHashMap<>();
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (String name : settings.weights().selection().select(in)) {
      WeightTensor weight = in.tensor(name);
      HalfQuadratic made =
          new HalfQuadratic(name, weight, settings.weights().schemeOf(name), settings);
      fitted.put(name, made);
      tensors.put(name, RoundToNearest.asSparse(weight, made.tensor()));
    }
    return new ReencodedCheckpoint(in, tensors, () -> applied(settings, in, fitted, tensors));
  }

  private AppliedStep applied(
      HqqSettings settings,
      Checkpoint in,
      Map<String, HalfQuadratic> fitted,
      Map<String, WeightTensor> tensors) {
    List<AppliedStep.Layer> layers = new ArrayList<>();
    fitted.forEach(
        (name, weight) ->
            layers.add(
                new AppliedStep.Layer(
                    name,
                    tensors.get(name).encoding(),
                    in.tensor(name).byteSize(),
                    tensors.get(name).byteSize(),
                    weight.relativeError())));
    return new AppliedStep(kind(), name(), settings.describe(), layers, Optional.empty());
  }
}
