package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    Map<String, Cast> casts = new LinkedHashMap<>();
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (String name : in.names()) {
      WeightTensor weight = in.tensor(name);
      if (!(weight instanceof DenseTensor dense && dense.type() == type)) {
        Cast cast = new Cast(name, weight, type);
        casts.put(name, cast);
        tensors.put(name, cast.tensor());
      }
    }
    return new ReencodedCheckpoint(in, tensors, () -> applied(type, in, casts));
  }

  private AppliedStep applied(DType type, Checkpoint in, Map<String, Cast> casts) {
    List<AppliedStep.Layer> layers = new ArrayList<>();
    casts.forEach(
        (name, cast) ->
            layers.add(
                new AppliedStep.Layer(
                    name,
                    cast.tensor().encoding(),
                    in.tensor(name).byteSize(),
                    cast.size(),
                    cast.relativeError())));
    Map<String, Object> settings = Map.of(TYPE, type.toString());
    return new AppliedStep(kind(), name(), settings, layers, Optional.empty());
  }
}
