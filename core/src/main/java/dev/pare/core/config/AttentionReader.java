package dev.pare.core.config;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads an {@link AttentionConfig}; which layers slide, each family says in its own way. */
final class AttentionReader {
  static final String SLIDING = "sliding_attention";
  static final String FULL = "full_attention";
  private static final Set<String> LAYER_TYPES = Set.of(FULL, SLIDING);
  private static final int DEFAULT_WINDOW_LAYERS = 28;
  private static final int MAX_LAYERS = 10_000; // each is a number in a set
  private static final int GEMMA3_PATTERN = 6;

  private final Family family;
  private final JsonObject config;
  private final int layers;

  /**
   * @param config completed by {@link FamilyKeys}
   */
  AttentionReader(Family family, JsonObject config, int layers) {
    this.family = family;
    this.config = config;
    this.layers = layers;
  }

  AttentionConfig read(int headDim, OptionalDouble localTheta) {
    OptionalInt window = window();
    Set<Integer> sliding = window.isPresent() ? slidingLayers() : Set.of();
    boolean bias = config.bool("attention_bias").orElse(false);
    return new AttentionConfig(
        1 / Math.sqrt(FamilyKeys.positive(config, "query_pre_attn_scalar").orElse(headDim)),
        FamilyKeys.positive(config, "attn_logit_softcapping"),
        sliding.isEmpty() ? OptionalInt.empty() : window,
        sliding,
        localTheta,
        bias,
        bias && family != Family.QWEN2);
  }

  private OptionalInt window() {
    boolean never =
        switch (family) {
          case LLAMA, GPT2 -> true;
          case QWEN2, QWEN3 -> !config.bool("use_sliding_window").orElse(false);
          case MISTRAL, GEMMA2, GEMMA3, PHI3 -> false;
        };
    return never
        ? OptionalInt.empty()
        : config.intValue("sliding_window", 1).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private Set<Integer> slidingLayers() {
    if (layers > MAX_LAYERS) {
      throw new PareException(
          config.source(), layers + " layers are too many to slide", "correct the file");
    }
    IntPredicate slides =
        switch (family) {
          case LLAMA, GPT2 -> layer -> false;
          case MISTRAL, PHI3 -> layer -> true;
          case QWEN2, QWEN3, GEMMA2, GEMMA3 ->
              config.has("layer_types") ? byLayerTypes() : byPattern();
        };
    return IntStream.range(0, layers).filter(slides).boxed().collect(Collectors.toSet());
  }

  private IntPredicate byLayerTypes() {
    List<String> types = config.strings("layer_types");
    if (types.size() != layers) {
      throw new PareException(
          config.source(),
          "layer_types names " + types.size() + " of " + layers + " layers",
          "correct the file");
    }
    return layer -> types.get(layer).equals(SLIDING);
  }

  private IntPredicate byPattern() {
    if (family == Family.GEMMA2) {
      return layer -> layer % 2 == 0;
    }
    if (family == Family.GEMMA3) {
      int every =
          config
              .intValue("sliding_window_pattern", 1)
              .or(() -> config.intValue("_sliding_window_pattern", 1))
              .orElse(GEMMA3_PATTERN);
      return layer -> (layer + 1) % every != 0;
    }
    int first = config.intValue("max_window_layers", 0).orElse(DEFAULT_WINDOW_LAYERS);
    return layer -> layer >= first;
  }

  /** Refuses layers that are neither full nor sliding attention, in any family. */
  void requireKnownLayers() {
    for (String type : config.strings("layer_types")) {
      if (!LAYER_TYPES.contains(type)) {
        throw FamilyKeys.unsupported(
            config, "layer type", type, "take a model of full and sliding attention");
      }
    }
  }
}
