package dev.pare.core.testing;

import dev.pare.core.config.Family;
import dev.pare.core.tensor.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link SmallLlama} of another family, with what the family adds small enough to matter. */
public final class SmallFamily {
  private SmallFamily() {}

  /**
   * @param changes keys of config.json that differ
   */
  public static RandomCheckpoint of(
      Family family, DType type, Map<String, Object> changes, long seed) {
    Map<String, Object> settings = new HashMap<>(own(family));
    settings.put("architectures", List.of(family.architecture()));
    settings.put("model_type", family.modelType());
    settings.putAll(changes);
    return SmallLlama.of(type, settings, seed);
  }

  private static Map<String, Object> own(Family family) {
    return switch (family) {
      case LLAMA -> Map.of();
      case MISTRAL, PHI3 -> Map.of("sliding_window", 9L);
      case QWEN2, QWEN3 ->
          Map.of("use_sliding_window", true, "sliding_window", 9L, "max_window_layers", 1L);
      case GEMMA2 ->
          Map.of(
              "tie_word_embeddings",
              false, // a large embedding that is the head too knows one next token only: itself
              "sliding_window",
              9L,
              "query_pre_attn_scalar",
              20L,
              "attn_logit_softcapping",
              3.0,
              "final_logit_softcapping",
              20.0);
      case GEMMA3 ->
          Map.of(
              "tie_word_embeddings",
              false, // a large embedding that is the head too knows one next token only: itself
              "sliding_window",
              9L,
              "sliding_window_pattern",
              2L,
              "query_pre_attn_scalar",
              20L,
              "rope_theta",
              500.0,
              "rope_local_base_freq",
              70.0);
      case GPT2 -> Map.of("n_inner", 52L);
    };
  }
}
