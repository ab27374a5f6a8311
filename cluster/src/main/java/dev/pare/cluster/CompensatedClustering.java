package dev.pare.cluster;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.CodebookRounding;
import dev.pare.calibrate.solver.ColumnRule;
import dev.pare.calibrate.solver.ColumnSolver;
import dev.pare.calibrate.solver.FixedMask;
import dev.pare.calibrate.solver.HessianFactor;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.calibrate.solver.SharedFactors;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * GPTQ with a codebook: the codebooks of {@link CalibratedClustering}, their indices by the {@link
 * ColumnSolver}, so that each column's error is made up for by those behind it. A weight whose
 * Hessian cannot be factored with any damping, or that outgrows float32, takes the nearest entries,
 * and its note says so.
 */
final class CompensatedClustering implements LinearMethod {
  private static final int INDEX_BYTES = 1;

  private final ClusterSettings settings;
  private final SharedFactors factors;

  /**
   * @param actOrder whether the columns whose inputs are largest come first
   */
  CompensatedClustering(ClusterSettings settings, boolean actOrder, double damping) {
    this.settings = settings;
    this.factors = new SharedFactors(actOrder, damping);
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    Clustering nearest = CalibratedClustering.clustering(settings, id, weight, inputs);
    Optional<HessianFactor> factor = factors.of(inputs);
    return factor
        .flatMap(known -> solved(id, weight, nearest, known))
        .orElseGet(
            () ->
                new CompressedLinear(
                    nearest.tensor(),
                    OutputLoss.relative(weight, nearest.tensor(), inputs),
                    0,
                    "activation instead of gptq: "
                        + (factor.isPresent()
                            ? "weights outgrew float32"
                            : "the Hessian is not positive definite")));
  }

  /**
   * @return nothing if weights outgrew float32
   */
  private static Optional<CompressedLinear> solved(
      LayerId id, WeightTensor weight, Clustering nearest, HessianFactor factor) {
    Optional<SparseTensor> sparse =
        nearest.tensor() instanceof SparseTensor tensor ? Optional.of(tensor) : Optional.empty();
    CodebookTensor found =
        (CodebookTensor) sparse.map(SparseTensor::values).orElse(nearest.tensor());
    CodebookRounding rounding =
        new CodebookRounding(found.shape(), found.scheme(), found.entryType(), nearest.entries());
    ColumnRule rule = rounding;
    if (sparse.isPresent()) {
      rule = new FixedMask(sparse.get().mask(), rounding);
    }
    double loss = ColumnSolver.solve(id.name(), weight, factor, rule);
    if (!Double.isFinite(loss)) {
      return Optional.empty();
    }
    WeightTensor made =
        sparse.isPresent()
            ? new SparseTensor(sparse.get().mask(), rounding.tensor())
            : rounding.tensor();
    return Optional.of(new CompressedLinear(made, loss, factor.damping(), ""));
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return new Clustering(id.name(), weight, settings.scheme(), Importance.even()).tensor();
  }

  @Override
  public Cost cost(Shape shape) {
    return ColumnSolver.cost(shape, INDEX_BYTES);
  }
}
