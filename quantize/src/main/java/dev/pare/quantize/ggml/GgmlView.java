package dev.pare.quantize.ggml;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointView;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.quantize.Cast;
import java.util.Optional;
import java.util.function.Function;

/**
 * A checkpoint of which some weights are ggml blocks, encoded when they are read. Safe for many
 * threads, as its source is.
 */
public final class GgmlView extends CheckpointView {
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
    super(source);
    this.types = types;
    this.importance = importance;
  }

  /**
   * @throws dev.pare.core.PareException if there is no weight of that name, or its rows are no
   *     whole blocks of its type
   */
  @Override
  public WeightTensor tensor(String name) {
    WeightTensor weight = super.tensor(name);
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
    return type.blockSize() == 1
        ? new Cast(name, weight, DType.valueOf(type.name())).tensor()
        : type.weight(weight.shape(), new EncodedRows(name, weight, type, importance));
  }
}
