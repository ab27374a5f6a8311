package dev.pare.core.config;

import dev.pare.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The configuration of a model that has some of another's layers only: their number, and of each
 * whether it sees a window only, which families otherwise tell by a layer's number.
 */
public final class KeptLayers {
  private static final List<String> COUNTS = List.of("num_hidden_layers", "n_layer");
  private static final String TYPES = "layer_types";

  private KeptLayers() {}

  /**
   * @param kept numbers from 0 of the layers that stay, rising
   * @throws IllegalArgumentException if there are none, or one is no layer's
   */
  public static ModelConfig of(ModelConfig config, List<Integer> kept) {
    boolean rising =
        IntStream.range(1, kept.size()).allMatch(i -> kept.get(i - 1) < kept.get(i))
            && kept.stream().allMatch(layer -> layer >= 0 && layer < config.layers());
    if (kept.isEmpty() || !rising) {
      throw new IllegalArgumentException(kept + " of " + config.layers() + " layers");
    }
    Map<String, Object> json = new LinkedHashMap<>(config.json().values());
    COUNTS.forEach(key -> json.computeIfPresent(key, (k, was) -> (long) kept.size()));
    types(config).ifPresent(types -> json.put(TYPES, kept.stream().map(types::get).toList()));
    JsonObject endTokens =
        new JsonObject(
            config.json().source(),
            Map.of("eos_token_id", config.endTokens().stream().map(Integer::longValue).toList()));
    return ModelConfigReader.read(
        new JsonObject(config.json().source(), json), Optional.of(endTokens));
  }

  /** What each layer is, where a layer's number would no longer tell, or the file says it. */
  private static Optional<List<?>> types(ModelConfig config) {
    if (config.json().values().get(TYPES) instanceof List<?> said
        && said.size() == config.layers()) {
      return Optional.of(said);
    }
    Set<Integer> sliding = config.attention().slidingLayers();
    return sliding.isEmpty() || sliding.size() == config.layers()
        ? Optional.empty()
        : Optional.of(
            IntStream.range(0, config.layers())
                .mapToObj(
                    layer ->
                        sliding.contains(layer) ? AttentionReader.SLIDING : AttentionReader.FULL)
                .toList());
  }
}
