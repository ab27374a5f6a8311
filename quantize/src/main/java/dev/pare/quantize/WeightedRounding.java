package dev.pare.quantize;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;

/** Round-to-nearest on the grids of {@link LeastSquares}, its weights the inputs' mean squares. */
final class WeightedRounding implements LinearMethod {
  /** What the search for a grid takes a weight. */
  private static final double SEARCH_OPERATIONS = 60;

  private final QuantizeSettings settings;

  WeightedRounding(QuantizeSettings settings) {
    this.settings = settings;
  }

  @Override
  public void check(Checkpoint model) {
    settings.checkRules(model);
  }

  @Override
  public boolean needsGram() {
    return false;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    WeightTensor made = rounded(id, weight, LeastSquares.of(inputs));
    return new CompressedLinear(made, OutputLoss.relative(weight, made, inputs), 0, "");
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return rounded(id, weight, GridFit.RANGE);
  }

  private WeightTensor rounded(LayerId id, WeightTensor weight, GridFit fit) {
    return RoundToNearest.asSparse(
        weight, new RoundToNearest(id.name(), weight, settings.schemeOf(id.name()), fit).tensor());
  }

  @Override
  public Cost cost(Shape shape) {
    return new Cost(SEARCH_OPERATIONS * shape.size(), 2L * Float.BYTES * shape.columns());
  }
}
