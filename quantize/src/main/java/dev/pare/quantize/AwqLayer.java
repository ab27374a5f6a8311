package dev.pare.quantize;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@link Awq} makes of one layer, once its inputs' factors are known or for it alone. */
final class AwqLayer implements LinearMethod {
  /** Roundings of a weight, beside the products with the gram that follow them. */
  private static final double ROUNDING_OPERATIONS = 30;

  private static final int SEARCHED = 20;
  private static final int CLIPPED = 10;
  private static final int CHUNK_WEIGHTS = 1 << 20;

  /** What makes queries and keys: their products, and not they, are what counts. */
  private static final Set<String> NEVER_CLIPPED = Set.of("q_proj", "k_proj", "qkv_proj", "c_attn");

  private final AwqSettings settings;

  AwqLayer(AwqSettings settings) {
    this.settings = settings;
  }

  @Override
  public void check(Checkpoint model) {
    settings.weights().checkRules(model);
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  AwqSearch.Reader reader(String name, WeightTensor weight) {
    return new AwqSearch.Reader(name, weight, settings.weights().schemeOf(name));
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    FoldSite site = FoldSite.alone(inputs.width());
    List<AwqSearch.Reader> alone = List.of(reader(id.name(), weight));
    AwqSearch.Factors factors = AwqSearch.best(site, s -> s, alone, inputs);
    Clip.Scaled scaled = scaled(weight, Optional.of(factors.columns), Optional.empty());
    return compress(id.name(), scaled, inputs, note(factors));
  }

  static String note(AwqSearch.Factors factors) {
    return "alpha %.2f".formatted(factors.alpha);
  }

  /** A weight with its columns and rows multiplied. */
  static Clip.Scaled scaled(
      WeightTensor weight, Optional<float[]> columns, Optional<float[]> rows) {
    return new Clip.Scaled(
        weight,
        ScaledRows.of(weight, columns, rows),
        ScaledRows.inverse(columns),
        ScaledRows.inverse(rows));
  }

  CompressedLinear compress(String name, Clip.Scaled weight, InputStatistics inputs, String note) {
    QuantizationScheme scheme = settings.weights().schemeOf(name);
    DType scaleType = RoundToNearest.scaleType(weight.before());
    String[] parts = name.split("\\.");
    GridFit fit =
        settings.clip() && !NEVER_CLIPPED.contains(parts[parts.length - 2])
            ? Clip.search(name, weight, scheme, scaleType, inputs)
            : GridFit.RANGE;
    WeightTensor made =
        RoundToNearest.asSparse(
            weight.before(),
            new RoundToNearest(name, weight.exact(), scheme, scaleType, fit).tensor());
    double loss = OutputLoss.relative(weight.before(), weight.back(made), inputs);
    return new CompressedLinear(made, loss, 0, note);
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return RoundToNearest.asSparse(
        weight,
        new RoundToNearest(id.name(), weight, settings.weights().schemeOf(id.name())).tensor());
  }

  @Override
  public Cost cost(Shape shape) {
    long columns = shape.columns();
    int group = settings.weights().scheme().granularity().groupSize(shape.columns());
    double search = SEARCHED * (columns + ROUNDING_OPERATIONS);
    double clip = settings.clip() ? CLIPPED * (group + ROUNDING_OPERATIONS) : 0;
    long bytes = Float.BYTES * (columns * columns + 4L * CHUNK_WEIGHTS);
    return new Cost(shape.size() * (search + clip), bytes);
  }
}
