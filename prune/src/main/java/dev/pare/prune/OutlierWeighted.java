package dev.pare.prune;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LayerSurvey;
import dev.pare.calibrate.LinearMethod;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A pruning method with a sparsity for each block, by {@link OutlierRatios}. Until it has seen the
 * model all blocks have the same.
 */
final class OutlierWeighted implements LinearMethod {
  private final PruneSettings settings;
  private final OutlierRatios ratios;
  private final Function<PruneSettings, LinearMethod> method;
  private final LinearMethod even;
  private final Map<Integer, Double> sparsities;
  private final Map<Integer, LinearMethod> blocks = new TreeMap<>();

  /**
   * @param method made of settings whose sparsity is a block's
   */
  OutlierWeighted(
      PruneSettings settings, OutlierRatios ratios, Function<PruneSettings, LinearMethod> method) {
    this(settings, ratios, method, Map.of());
  }

  private OutlierWeighted(
      PruneSettings settings,
      OutlierRatios ratios,
      Function<PruneSettings, LinearMethod> method,
      Map<Integer, Double> sparsities) {
    this.settings = settings;
    this.ratios = ratios;
    this.method = method;
    this.sparsities = sparsities;
    even = method.apply(settings);
    sparsities.forEach(
        (block, sparsity) -> blocks.put(block, method.apply(settings.withSparsity(sparsity))));
  }

  @Override
  public void check(Checkpoint model) {
    even.check(model);
  }

  @Override
  public boolean needsGram() {
    return even.needsGram();
  }

  @Override
  public boolean needsSurvey() {
    return true;
  }

  @Override
  public LinearMethod informed(LayerSurvey survey) {
    return new OutlierWeighted(
        settings, ratios, method, ratios.sparsities(survey, settings.sparsity()));
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    LinearMethod own = blocks.get(id.block());
    if (own == null) {
      return even.compress(id, weight, inputs);
    }
    CompressedLinear made = own.compress(id, weight, inputs);
    String share = String.format(Locale.ROOT, "sparsity %.4f", sparsities.get(id.block()));
    String note = made.note().isEmpty() ? share : made.note() + ", " + share;
    return new CompressedLinear(made.tensor(), made.loss(), made.damping(), note);
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return even.plan(id, weight);
  }

  @Override
  public Cost cost(Shape shape) {
    return even.cost(shape);
  }
}
