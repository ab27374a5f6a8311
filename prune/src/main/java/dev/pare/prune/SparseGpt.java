package dev.pare.prune;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.BlockMask;
import dev.pare.calibrate.solver.ColumnSolver;
import dev.pare.calibrate.solver.FloatRounding;
import dev.pare.calibrate.solver.HessianFactor;
import dev.pare.calibrate.solver.MaskRule;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.calibrate.solver.PatternMask;
import dev.pare.calibrate.solver.SharedFactors;
import dev.pare.core.PareException;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * SparseGPT (Frantar and Alistarh 2023, arXiv 2301.00774): the {@link ColumnSolver} over a mask
 * that is chosen as it goes; the weights that stay make up for those that go. A weight whose
 * Hessian cannot be factored with any damping, or that outgrows float32, is pruned by magnitude,
 * and its note says so.
 */
final class SparseGpt implements LinearMethod {
  private static final int MASK_BYTES = 1;

  private final PruneSettings settings;
  private final SharedFactors factors;

  SparseGpt(PruneSettings settings, double damping) {
    this.settings = settings;
    this.factors = new SharedFactors(false, damping);
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    DenseTensor values = dense(id.name(), weight);
    Optional<HessianFactor> factor = factors.of(inputs);
    String why = "the Hessian is not positive definite";
    if (factor.isPresent()) {
      FloatRounding floats = new FloatRounding(values.type(), values.shape());
      MaskRule rule = rule(values.shape(), floats);
      double loss = ColumnSolver.solve(id.name(), values, factor.get(), rule);
      if (Double.isFinite(loss)) {
        WeightTensor made = SparseTensor.whereSmaller(rule.kept(), floats.tensor());
        return new CompressedLinear(made, loss, factor.get().damping(), "");
      }
      why = "weights outgrew float32";
    }
    WeightTensor made = plan(id, weight);
    double loss = OutputLoss.relative(weight, made, inputs);
    return new CompressedLinear(made, loss, 0, "magnitude instead of sparsegpt: " + why);
  }

  private MaskRule rule(Shape shape, FloatRounding kept) {
    return settings.pattern() instanceof KeptOf nm
        ? new PatternMask(shape.rows(), shape.columns(), nm.kept(), nm.group(), kept)
        : new BlockMask(shape.rows(), shape.columns(), settings.sparsity(), kept);
  }

  /** What the fall-back gives has the same size. */
  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    DenseTensor values = dense(id.name(), weight);
    return SparseTensor.whereSmaller(MagnitudeMethod.mask(settings, id.name(), values), values);
  }

  private static DenseTensor dense(String name, WeightTensor weight) {
    if (MagnitudeMethod.values(name, weight) instanceof DenseTensor values) {
      return values;
    }
    throw new PareException(
        name,
        "is stored as " + weight.encoding() + ", and sparsegpt changes what it keeps",
        "prune first and quantize then");
  }

  @Override
  public Cost cost(Shape shape) {
    return ColumnSolver.cost(shape, Float.BYTES + MASK_BYTES);
  }
}
