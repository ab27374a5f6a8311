package dev.pare.quantize;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.ColumnSolver;
import dev.pare.calibrate.solver.HessianFactor;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.calibrate.solver.SharedFactors;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * GPTQ: the {@link ColumnSolver} over {@link GptqGrids}. A weight whose Hessian cannot be factored
 * with any damping is rounded to nearest instead, and its note says so.
 */
final class Gptq implements LinearMethod {
  /** What the search for a grid takes a weight, beside the operations of a matrix product. */
  private static final double SEARCH_OPERATIONS = 10_000;

  private final GptqSettings settings;
  private final SharedFactors factors;

  Gptq(GptqSettings settings) {
    this.settings = settings;
    this.factors = new SharedFactors(settings.actOrder(), settings.damping());
  }

  @Override
  public void check(Checkpoint model) {
    settings
        .weights()
        .rules()
        .forEach(rule -> TensorSelection.requireMatch(rule.match(), "rule", model));
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    QuantizationScheme scheme = settings.weights().schemeOf(id.name());
    Optional<HessianFactor> factor = factors.of(inputs);
    if (factor.isPresent()) {
      GptqGrids grids =
          new GptqGrids(id.name(), weight, scheme, settings.search(), settings.staticGroups());
      double loss = ColumnSolver.solve(id.name(), weight, factor.get(), grids);
      if (Double.isFinite(loss)) {
        return new CompressedLinear(grids.tensor(), loss, factor.get().damping(), "");
      }
    }
    WeightTensor rounded = plan(id, weight);
    double loss = OutputLoss.relative(weight, rounded, inputs);
    return new CompressedLinear(
        rounded, loss, 0, "rtn instead of gptq: the Hessian is not positive definite");
  }

  /** What the fall-back gives has the same size. */
  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    QuantizationScheme scheme = settings.weights().schemeOf(id.name());
    return new RoundToNearest(id.name(), weight, scheme).tensor();
  }

  @Override
  public Cost cost(Shape shape) {
    double weights = shape.size();
    long columns = shape.columns();
    double operations =
        weights * (2.0 * columns + (settings.search() ? SEARCH_OPERATIONS : 0))
            + (double) columns * columns * columns / 3;
    long bytes = Float.BYTES * (shape.size() + 2 * columns * columns) + 2 * shape.size();
    return new Cost(operations, bytes);
  }
}
