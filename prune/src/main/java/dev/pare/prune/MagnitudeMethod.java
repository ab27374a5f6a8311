package dev.pare.prune;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.ChangedWeights;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import dev.pare.core.tensor.WeightTensor;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code prune: magnitude}: of each weight matrix the share of the smallest magnitude is set to 0
 * (Han et al., arXiv 1506.02626, without the retraining). It needs no calibration, but for {@code
 * ratios: owl}. The weights that stay keep their encoding; the matrix is stored sparse only where
 * that is smaller.
 */
public final class MagnitudeMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "prune";
  }

  @Override
  public String name() {
    return "magnitude";
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new HashSet<>(PruneSettings.KEYS);
    keys.addAll(CalibrationSettings.KEYS);
    return keys;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    PruneSettings settings = PruneSettings.read(json);
    if (settings.ratios().isPresent()) {
      return new CalibratedTransform(
          kind(),
          name(),
          settings.describe(),
          settings.selection(),
          settings.method(Magnitude::new),
          CalibrationSettings.read(json));
    }
    refuseCalibration(json);
    return (in, progress) -> apply(settings, in);
  }

  /** What would be looked at in vain. */
  private static void refuseCalibration(JsonObject json) {
    for (String key : json.keys()) {
      if (CalibrationSettings.KEYS.contains(key)) {
        throw new PareException(
            json.source(),
            "\"" + key + "\" is for ratios: owl; magnitude itself looks at no inputs",
            "leave it out, or add that");
      }
    }
  }

  private Checkpoint apply(PruneSettings settings, Checkpoint in) {
    ChangedWeights changed = new ChangedWeights(in);
    for (String name : settings.selection().select(in)) {
      WeightTensor values = values(name, in.tensor(name));
      MagnitudeMask mask = mask(settings, name, values);
      changed.put(name, SparseTensor.whereSmaller(mask, values), mask::relativeError);
    }
    return changed.as(kind(), name(), settings.describe());
  }

  /**
   * What the kept weights are taken from.
   *
   * @throws PareException if none of them can be left out, or its rows are too long to be stored
   */
  static WeightTensor values(String name, WeightTensor weight) {
    if (weight.shape().columns() > QuantizedLayout.MAX_COLUMNS) {
      throw new PareException(
          name, "has rows of " + weight.shape().columns() + " weights", "leave it as it is");
    }
    if (weight instanceof GgmlBlockTensor) {
      throw new PareException(
          name,
          "is stored as " + weight.encoding() + ", of whose blocks no weight can be left out",
          "begin the recipe with quantize: cast");
    }
    if (weight instanceof SparseTensor sparse) {
      return sparse
          .plain()
          .orElseThrow(
              () ->
                  new PareException(
                      name,
                      "is stored as " + weight.encoding() + ", which is pruned already",
                      "begin the recipe with quantize: cast"));
    }
    return weight;
  }

  static MagnitudeMask mask(PruneSettings settings, String name, WeightTensor weight) {
    if (!(settings.pattern() instanceof KeptOf pattern)) {
      return new SmallestOfAll(name, weight, settings.sparsity());
    }
    int columns = weight.shape().columns();
    if (!pattern.fits(columns)) {
      throw new PareException(
          name,
          "has rows of " + columns + " weights, which " + pattern + " does not divide",
          "ignore it, or take another pattern");
    }
    return new SmallestOfGroups(name, weight, pattern);
  }
}
