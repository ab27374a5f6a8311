package dev.pare.quantize.ggml;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.WeightTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A checkpoint of which some weights are ggml blocks, encoded when they are read. Safe for many
 * threads, as its source is.
 */
public final class GgmlView implements Checkpoint {
  private final Checkpoint source;
  private final Function<String, Optional<GgmlType>> types;
  private final Function<String, Optional<float[]>> importance;

  /**
   * @param types what a weight becomes, plain floats included; empty where it stays as it is
   * @param importance E[a²] of each of a weight's input columns; empty where it is not known
   */
  public GgmlView(
      Checkpoint source,
      Function<String, Optional<GgmlType>> types,
      Function<String, Optional<float[]>> importance) {
    this.source = source;
    this.types = types;
    this.importance = importance;
  }

  /**
   * @throws dev.pare.core.PareException if there is no weight of that name, or its rows are no
   *     whole blocks of its type
   */
  @Override
  public WeightTensor tensor(String name) {
    WeightTensor weight = source.tensor(name);
    return types
        .apply(name)
        .map(type -> encoded(name, weight, type, importance.apply(name).orElse(null)))
        .orElse(weight);
  }

  /**
   * One weight as {@code type}, encoded when it is read; itself, if it is that already.
   *
   * @param name for errors
   * @param importance E[a²] of each input column, or null
   * @throws dev.pare.core.PareException if its rows are no whole blocks
   */
  public static WeightTensor encoded(
      String name, WeightTensor weight, GgmlType type, float[] importance) {
    if (weight instanceof GgmlBlockTensor blocks && blocks.type() == type) {
      return weight;
    }
    return type.weight(weight.shape(), new EncodedRows(name, weight, type, importance));
  }

  @Override
  public ModelConfig config() {
    return source.config();
  }

  @Override
  public List<AppliedStep> history() {
    return source.history();
  }

  @Override
  public Set<String> names() {
    return source.names();
  }

  @Override
  public Map<String, ByteSource> companions() {
    return source.companions();
  }

  @Override
  public void close() {
    source.close();
  }
}
