package dev.pare.prune;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;

/**
 * Wanda (Sun et al. 2023, arXiv 2306.11695): of every output's weights those go whose |w|·‖x_j‖ is
 * smallest. The others stay as they are. It looks at the inputs' squares alone; so does its loss
 * where nobody asked for more.
 */
final class Wanda implements LinearMethod {
  private final PruneSettings settings;

  Wanda(PruneSettings settings) {
    this.settings = settings;
  }

  @Override
  public boolean needsGram() {
    return false;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    WeightTensor values = MagnitudeMethod.values(id.name(), weight);
    float[] norms = new float[inputs.width()];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = (float) Math.sqrt(inputs.squares()[i] / inputs.tokens());
    }
    WeightTensor made =
        SparseTensor.whereSmaller(new LowestOfRows(id.name(), values, settings, norms), values);
    return new CompressedLinear(made, OutputLoss.relative(weight, made, inputs), 0, "");
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    WeightTensor values = MagnitudeMethod.values(id.name(), weight);
    MagnitudeMethod.mask(settings, id.name(), values); // refuses what the pattern does not fit
    float[] norms = new float[weight.shape().columns()];
    return SparseTensor.whereSmaller(new LowestOfRows(id.name(), values, settings, norms), values);
  }
}
