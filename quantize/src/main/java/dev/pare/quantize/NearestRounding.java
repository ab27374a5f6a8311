package dev.pare.quantize;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;

/** {@link RoundToNearest} with a look at what it does to a layer's outputs. */
final class NearestRounding implements LinearMethod {
  private final QuantizationScheme scheme;
  private final GridFit fit;

  NearestRounding(QuantizationScheme scheme, GridFit fit) {
    this.scheme = scheme;
    this.fit = fit;
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    WeightTensor made = plan(id, weight);
    return new CompressedLinear(made, OutputLoss.relative(weight, made, inputs), 0, "");
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return RoundToNearest.asSparse(
        weight, new RoundToNearest(id.name(), weight, scheme, fit).tensor());
  }

  @Override
  public Cost cost(Shape shape) {
    return new Cost(2.0 * shape.size() * shape.columns(), 4L * Float.BYTES * shape.size());
  }
}
