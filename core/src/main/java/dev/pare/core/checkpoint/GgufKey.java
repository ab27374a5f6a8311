package dev.pare.core.checkpoint;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.gguf.GgufValue;
import dev.pare.core.gguf.ValueType;
import java.util.List;
import java.util.function.Function;

/**
 * A size or number of a model: a key of GGUF's metadata, less the architecture's name, and of
 * {@code config.json}.
 */
record GgufKey(String gguf, String json, boolean whole, Function<ModelConfig, Number> value) {
  static final GgufKey HEADS =
      size("attention.head_count", "num_attention_heads", ModelConfig::attentionHeads);
  static final GgufKey WIDTH = size("embedding_length", "hidden_size", ModelConfig::hiddenSize);
  static final GgufKey KEY_VALUE_HEADS =
      size("attention.head_count_kv", "num_key_value_heads", ModelConfig::keyValueHeads);

  /** Sizes that every file must have. */
  static final List<GgufKey> SIZES =
      List.of(
          size("context_length", "max_position_embeddings", ModelConfig::maxPositions),
          WIDTH,
          size("block_count", "num_hidden_layers", ModelConfig::layers),
          size("feed_forward_length", "intermediate_size", ModelConfig::intermediateSize),
          HEADS);

  static final GgufKey RMS_EPSILON =
      number("attention.layer_norm_rms_epsilon", "rms_norm_eps", ModelConfig::normEpsilon);
  static final GgufKey THETA = number("rope.freq_base", "rope_theta", ModelConfig::ropeTheta);

  static GgufKey size(String gguf, String json, Function<ModelConfig, Number> value) {
    return new GgufKey(gguf, json, true, value);
  }

  static GgufKey number(String gguf, String json, Function<ModelConfig, Number> value) {
    return new GgufKey(gguf, json, false, value);
  }

  GgufValue valueOf(ModelConfig config) {
    return GgufValue.of(whole ? ValueType.UINT32 : ValueType.FLOAT32, value.apply(config));
  }
}
