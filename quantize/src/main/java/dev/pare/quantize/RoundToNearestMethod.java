package dev.pare.quantize;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.calibrate.LinearMethod;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.ChangedWeights;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.WeightTensor;
import java.util.Set;

/**
 * {@code quantize: rtn}, which touches one weight at a time and needs no calibration but for grids
 * that look at the inputs, and for a {@link Budget}.
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
    return Budget.and(RoundingSettings.KEYS);
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    RoundingSettings settings = RoundingSettings.read(json);
    if (Budget.isAsked(json)) {
      return BudgetTransform.of(this, json, RoundToNearestMethod::configured);
    }
    if (settings.grid() == GridKind.LEAST_SQUARES) {
      return new CalibratedTransform(
          kind(),
          name(),
          settings.describe(),
          settings.weights().selection(),
          new WeightedRounding(settings.weights()),
          CalibrationSettings.read(json));
    }
    refuseCalibration(json);
    return (in, progress) -> apply(settings, in);
  }

  private static BudgetTransform.Configured configured(JsonObject json) {
    RoundingSettings settings = RoundingSettings.read(json);
    LinearMethod method =
        settings.grid() == GridKind.LEAST_SQUARES
            ? new WeightedRounding(settings.weights())
            : new NearestRounding(settings.weights().scheme(), settings.fit());
    return new BudgetTransform.Configured(method, settings.describe());
  }

  /** What would be looked at in vain. */
  private static void refuseCalibration(JsonObject json) {
    for (String key : json.keys()) {
      if (CalibrationSettings.KEYS.contains(key)) {
        throw new PareException(
            json.source(),
            "unknown key \"" + key + "\" where no inputs are looked at",
            "set grid: leastSquares or a budget, or leave it out");
      }
    }
  }

  private Checkpoint apply(RoundingSettings settings, Checkpoint in) {
    settings.weights().checkRules(in);
    ChangedWeights changed = new ChangedWeights(in);
    for (String name : settings.weights().selection().select(in)) {
      WeightTensor weight = in.tensor(name);
      QuantizationScheme scheme = settings.weights().schemeOf(name);
      RoundToNearest rounding = new RoundToNearest(name, weight, scheme, settings.fit());
      changed.put(
          name, RoundToNearest.asSparse(weight, rounding.tensor()), rounding::relativeError);
    }
    return changed.as(kind(), name(), settings.describe());
  }
}
