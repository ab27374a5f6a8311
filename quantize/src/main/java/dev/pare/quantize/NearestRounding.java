package dev.pare.quantize;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;

/** {@link RoundToNearest} with a look at what it does to a layer's outputs. */
final class NearestRounding implements LinearMethod {
  private final QuantizationScheme scheme;

  NearestRounding(QuantizationScheme scheme) {
    this.scheme = scheme;
  }

  /** The weight rounded when it is read. */
  static WeightTensor encode(String name, WeightTensor weight, QuantizationScheme scheme) {
    return asSparse(weight, new RoundToNearest(name, weight, scheme).tensor());
  }

  /** What is sparse stays so where that is smaller. */
  static WeightTensor asSparse(WeightTensor weight, WeightTensor codes) {
    return weight instanceof SparseTensor sparse
        ? SparseTensor.whereSmaller(sparse.mask(), codes)
        : codes;
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    WeightTensor made = encode(id.name(), weight, scheme);
    return new CompressedLinear(made, OutputLoss.relative(weight, made, inputs), 0, "");
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return encode(id.name(), weight, scheme);
  }

  @Override
  public Cost cost(Shape shape) {
    return new Cost(2.0 * shape.size() * shape.columns(), 4L * Float.BYTES * shape.size());
  }
}
