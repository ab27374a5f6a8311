package dev.pare.quantize;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.ColumnRule;
import dev.pare.calibrate.solver.ColumnSolver;
import dev.pare.calibrate.solver.HessianFactor;
import dev.pare.calibrate.solver.MaskRule;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.calibrate.solver.SharedFactors;
import dev.pare.calibrate.solver.ZeroMask;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * GPTQ: the {@link ColumnSolver} over {@link GptqGrids}, with SparseGPT's mask over these where
 * some are to go. A pruned weight stays pruned. One whose Hessian cannot be factored with any
 * damping is rounded to nearest instead, and its note says so.
 */
final class Gptq implements LinearMethod {
  /** What the search for a grid takes a weight, beside the operations of a matrix product. */
  private static final double SEARCH_OPERATIONS = 10_000;

  private static final int CODE_AND_MASK_BYTES = 2;

  private final GptqSettings settings;
  private final SharedFactors factors;

  Gptq(GptqSettings settings) {
    this(settings, new SharedFactors(settings.actOrder(), settings.damping()));
  }

  /**
   * @param factors with the settings' order and damping
   */
  Gptq(GptqSettings settings, SharedFactors factors) {
    this.settings = settings;
    this.factors = factors;
  }

  @Override
  public void check(Checkpoint model) {
    settings.weights().checkRules(model);
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    Optional<HessianFactor> factor = factors.of(inputs);
    return factor
        .flatMap(known -> solved(id, weight, inputs, known))
        .orElseGet(
            () ->
                rounded(
                    id,
                    weight,
                    inputs,
                    factor.isPresent()
                        ? "weights outgrew float32"
                        : "the Hessian is not positive definite"));
  }

  /**
   * @return nothing if weights outgrew float32
   */
  private Optional<CompressedLinear> solved(
      LayerId id, WeightTensor weight, InputStatistics inputs, HessianFactor factor) {
    GptqGrids grids =
        new GptqGrids(
            id.name(),
            weight,
            settings.weights().schemeOf(id.name()),
            settings.grid().fit(inputs),
            settings.staticGroups());
    ColumnRule rule = ZeroMask.of(weight, grids);
    Optional<MaskRule> mask = settings.sparsity().map(some -> some.rule(weight.shape(), rule));
    double loss =
        ColumnSolver.solve(id.name(), weight, factor, mask.isPresent() ? mask.get() : rule);
    if (!Double.isFinite(loss)) {
      return Optional.empty();
    }
    WeightTensor made =
        mask.isPresent()
            ? SparseTensor.whereSmaller(mask.get().kept(), grids.tensor())
            : RoundToNearest.asSparse(weight, grids.tensor());
    return Optional.of(new CompressedLinear(made, loss, factor.damping(), ""));
  }

  private CompressedLinear rounded(
      LayerId id, WeightTensor weight, InputStatistics inputs, String why) {
    WeightTensor made = RoundToNearest.asSparse(weight, nearest(id, weight));
    String pruned = settings.sparsity().isPresent() ? ", and nothing pruned," : "";
    return new CompressedLinear(
        made,
        OutputLoss.relative(weight, made, inputs),
        0,
        "rtn" + pruned + " instead of gptq: " + why);
  }

  private WeightTensor nearest(LayerId id, WeightTensor weight) {
    return new RoundToNearest(id.name(), weight, settings.weights().schemeOf(id.name())).tensor();
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    WeightTensor made = nearest(id, weight);
    settings.sparsity().ifPresent(some -> some.check(id.name(), weight.shape()));
    return settings
        .sparsity()
        .map(some -> SparseTensor.whereSmaller(some.planned(weight.shape()), made))
        .orElseGet(() -> RoundToNearest.asSparse(weight, made));
  }

  @Override
  public Cost cost(Shape shape) {
    Cost solving = ColumnSolver.cost(shape, CODE_AND_MASK_BYTES);
    double search = settings.grid() == GridKind.RANGE ? 0 : SEARCH_OPERATIONS * shape.size();
    return new Cost(solving.operations() + search, solving.bytes());
  }
}
