package dev.pare.quantize;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.calibrate.solver.SharedFactors;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
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
    return Budget.and(GptqSettings.KEYS);
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    GptqSettings settings = GptqSettings.read(json);
    if (Budget.isAsked(json)) {
      SharedFactors factors = new SharedFactors(settings.actOrder(), settings.damping());
      return BudgetTransform.of(this, json, choice -> configured(choice, factors));
    }
    return new CalibratedTransform(
        kind(),
        name(),
        settings.describe(),
        settings.weights().selection(),
        new Gptq(settings),
        CalibrationSettings.read(json));
  }

  /** Choices differ in their grids only, so one factor of each Hessian serves them all. */
  private static BudgetTransform.Configured configured(JsonObject json, SharedFactors factors) {
    GptqSettings settings = GptqSettings.read(json);
    return new BudgetTransform.Configured(new Gptq(settings, factors), settings.describe());
  }
}
