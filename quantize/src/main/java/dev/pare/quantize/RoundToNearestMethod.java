package dev.pare.quantize;

import dev.pare.core.checkpoint.ChangedWeights;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.Set;

/**
 * {@code quantize: rtn}, which touches one weight at a time and needs no calibration but for a
 * {@link Budget}.
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
    return Budget.and(QuantizeSettings.KEYS);
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    QuantizeSettings settings = QuantizeSettings.read(json);
    if (Budget.isAskedWithCalibration(json)) {
      return BudgetTransform.of(this, json, RoundToNearestMethod::configured);
    }
    return (in, progress) -> apply(settings, in);
  }

  private static BudgetTransform.Configured configured(JsonObject json) {
    QuantizeSettings settings = QuantizeSettings.read(json);
    return new BudgetTransform.Configured(
        new NearestRounding(settings.scheme()), settings.describe());
  }

  private Checkpoint apply(QuantizeSettings settings, Checkpoint in) {
    settings.rules().forEach(rule -> TensorSelection.requireMatch(rule.match(), "rule", in));
    ChangedWeights changed = new ChangedWeights(in);
    for (String name : settings.selection().select(in)) {
      RoundToNearest rounding = new RoundToNearest(name, in.tensor(name), settings.schemeOf(name));
      changed.put(name, encoded(in.tensor(name), rounding.tensor()), rounding::relativeError);
    }
    return changed.as(kind(), name(), settings.describe());
  }

  /** What is sparse stays so where that is smaller; elsewhere its zeros are codes as others. */
  private static WeightTensor encoded(WeightTensor before, QuantizedTensor codes) {
    return before instanceof SparseTensor sparse
        ? SparseTensor.whereSmaller(sparse.mask(), codes)
        : codes;
  }
}
