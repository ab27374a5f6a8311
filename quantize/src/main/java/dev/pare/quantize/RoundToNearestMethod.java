package dev.pare.quantize;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code quantize: rtn}, which needs no calibration and touches one weight at a time, but for grids
 * that look at the inputs.
 */
public final class RoundToNearestMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "quantize";
  }

  @Override
  public String name() {
    return "rtn";
  }

  @Override
  public Set<String> keys() {
    return RoundingSettings.KEYS;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    RoundingSettings settings = RoundingSettings.read(json);
    return switch (settings.grid()) {
      case RANGE -> (in, progress) -> apply(settings, GridFit.RANGE, in);
      case MSE -> (in, progress) -> apply(settings, GridFit.SEARCH, in);
      case LEAST_SQUARES ->
          new CalibratedTransform(
              kind(),
              name(),
              settings.describe(),
              settings.weights().selection(),
              new WeightedRounding(settings.weights()),
              CalibrationSettings.read(json));
    };
  }

  private Checkpoint apply(RoundingSettings settings, GridFit fit, Checkpoint in) {
    settings.weights().checkRules(in);
    Map<String, RoundToNearest> rounded = new LinkedHashMap<>();
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (String name : settings.weights().selection().select(in)) {
      WeightTensor weight = in.tensor(name);
      QuantizationScheme scheme = settings.weights().schemeOf(name);
      DType scaleType = RoundToNearest.scaleType(weight);
      RoundToNearest rounding = new RoundToNearest(name, weight, scheme, scaleType, fit);
      rounded.put(name, rounding);
      tensors.put(name, RoundToNearest.asSparse(weight, rounding.tensor()));
    }
    return new ReencodedCheckpoint(in, tensors, () -> applied(settings, in, rounded, tensors));
  }

  private AppliedStep applied(
      RoundingSettings settings,
      Checkpoint in,
      Map<String, RoundToNearest> rounded,
      Map<String, WeightTensor> tensors) {
    List<AppliedStep.Layer> layers = new ArrayList<>();
    rounded.forEach(
        (name, rounding) -> {
          WeightTensor after = tensors.get(name);
          layers.add(
              new AppliedStep.Layer(
                  name,
                  after.encoding(),
                  in.tensor(name).byteSize(),
                  after.byteSize(),
                  rounding.relativeError()));
        });
    return new AppliedStep(kind(), name(), settings.describe(), layers, Optional.empty());
  }
}
