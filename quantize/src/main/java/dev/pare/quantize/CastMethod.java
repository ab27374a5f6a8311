package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.ChangedWeights;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code quantize: cast}: every weight as plain floats of one type, {@code f32}, {@code f16} or
 * {@code bf16}. It makes a dense model of a quantized one, such as ggml's blocks, which safetensors
 * cannot hold; nothing that was lost comes back.
 */
public final class CastMethod implements CompressionMethod {
  private static final String TYPE = "type";

  @Override
  public String kind() {
    return "quantize";
  }

  @Override
  public String name() {
    return "cast";
  }

  @Override
  public Set<String> keys() {
    return Set.of(TYPE);
  }

  @Override
  public CheckpointTransform configure(JsonObject settings) {
    String given = settings.requireString(TYPE);
    DType type =
        DType.named(given.toUpperCase(Locale.ROOT))
            .filter(DType::isWeight)
            .orElseThrow(
                () ->
                    new PareException(
                        settings.source(),
                        "unknown type \"" + given + "\"",
                        "give f32, f16, bf16"));
    return (in, progress) -> apply(type, in);
  }

  private Checkpoint apply(DType type, Checkpoint in) {
    ChangedWeights changed = new ChangedWeights(in);
    for (String name : in.names()) {
      WeightTensor weight = in.tensor(name);
      if (!(weight instanceof DenseTensor dense && dense.type() == type)) {
        Cast cast = new Cast(name, weight, type);
        changed.put(name, cast.tensor(), cast::relativeError);
      }
    }
    return changed.as(kind(), name(), Map.of(TYPE, type.toString()));
  }
}
