package dev.pare.prune;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;

/** Magnitude pruning layer by layer, for shares that hang on what the layers see. */
final class Magnitude implements LinearMethod {
  private final PruneSettings settings;

  Magnitude(PruneSettings settings) {
    this.settings = settings;
  }

  @Override
  public boolean needsGram() {
    return false;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    WeightTensor made = plan(id, weight);
    return new CompressedLinear(made, OutputLoss.relative(weight, made, inputs), 0, "");
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    WeightTensor values = MagnitudeMethod.values(id.name(), weight);
    return SparseTensor.whereSmaller(MagnitudeMethod.mask(settings, id.name(), values), values);
  }
}
