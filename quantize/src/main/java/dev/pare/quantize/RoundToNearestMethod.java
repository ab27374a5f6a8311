package dev.pare.quantize;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Map<String, RoundToNearest> rounded = new LinkedHashMap<>();
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (String name : settings.selection().select(in)) {
      RoundToNearest rounding = new RoundToNearest(name, in.tensor(name), settings.schemeOf(name));
      rounded.put(name, rounding);
      tensors.put(name, encoded(in.tensor(name), rounding.tensor()));
    }
    return new ReencodedCheckpoint(in, tensors, () -> applied(settings, in, rounded, tensors));
  }

  /** What is sparse stays so where that is smaller; elsewhere its zeros are codes as others. */
  private static WeightTensor encoded(WeightTensor before, QuantizedTensor codes) {
    return before instanceof SparseTensor sparse
        ? SparseTensor.whereSmaller(sparse.mask(), codes)
        : codes;
  }

  private AppliedStep applied(
      QuantizeSettings settings,
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
