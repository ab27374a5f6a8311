package dev.pare.core.checkpoint;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.gguf.GgufValue;
import dev.pare.core.gguf.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A size or number of a model: a key of GGUF's metadata, less the architecture's name, and of
 * {@code config.json}.
 *
 * @param whole whether it is a size, at least 1, or else a number above 0
 * @param required whether a file must have it
 * @param value nothing for a model that does without it
 */
record GgufKey(
    String gguf,
    String json,
    boolean whole,
    boolean required,
    Function<ModelConfig, Optional<? extends Number>> value) {
  static final GgufKey HEADS =
      size("attention.head_count", "num_attention_heads", ModelConfig::attentionHeads);
  static final GgufKey WIDTH = size("embedding_length", "hidden_size", ModelConfig::hiddenSize);
  static final GgufKey LAYERS = size("block_count", "num_hidden_layers", ModelConfig::layers);

  /** Sizes that every file has. */
  static final List<GgufKey> SIZES =
      List.of(
          size("context_length", "max_position_embeddings", GgufKey::declaredPositions),
          WIDTH,
          LAYERS,
          size("feed_forward_length", "intermediate_size", ModelConfig::intermediateSize),
          HEADS);

  /** An RMS norm's. */
  private static final GgufKey RMS_EPSILON =
      new GgufKey(
          "attention.layer_norm_rms_epsilon",
          "rms_norm_eps",
          false,
          true,
          config -> Optional.of(config.normEpsilon()));

  /** A LayerNorm's. */
  static final GgufKey EPSILON =
      new GgufKey(
          "attention.layer_norm_epsilon",
          "layer_norm_epsilon",
          false,
          true,
          config -> Optional.of(config.normEpsilon()));

  static final GgufKey KEY_VALUE_HEADS =
      new GgufKey(
          "attention.head_count_kv",
          "num_key_value_heads",
          true,
          false,
          config -> Optional.of(config.keyValueHeads()));
  static final GgufKey THETA =
      number("rope.freq_base", "rope_theta", config -> Optional.of(config.ropeTheta()));

  /** What models of rotary positions have beside the sizes. */
  static final List<GgufKey> ROTARY = List.of(KEY_VALUE_HEADS, RMS_EPSILON, THETA);

  static final GgufKey WINDOW =
      new GgufKey(
          "attention.sliding_window",
          "sliding_window",
          true,
          false,
          config -> boxed(config.attention().slidingWindow()));
  static final GgufKey SCORE_CAP =
      number(
          "attn_logit_softcapping",
          "attn_logit_softcapping",
          config -> boxed(config.attention().softCap()));
  static final GgufKey LOGIT_CAP =
      number(
          "final_logit_softcapping",
          "final_logit_softcapping",
          config -> boxed(config.logitSoftCap()));
  static final GgufKey LOCAL_THETA =
      number(
          "rope.freq_base_swa",
          "rope_local_base_freq",
          config -> boxed(config.attention().localRopeTheta()));

  private static GgufKey size(String gguf, String json, Function<ModelConfig, Integer> value) {
    return new GgufKey(gguf, json, true, true, config -> Optional.of(value.apply(config)));
  }

  private static GgufKey number(
      String gguf, String json, Function<ModelConfig, Optional<? extends Number>> value) {
    return new GgufKey(gguf, json, false, false, value);
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  /** Of a model that runs fewer, as long as its rotary factors are the short ones, all of them. */
  private static int declaredPositions(ModelConfig config) {
    return config.json().intValue("max_position_embeddings", 1).orElse(config.maxPositions());
  }

  Optional<GgufValue> valueOf(ModelConfig config) {
    return value
        .apply(config)
        .map(number -> GgufValue.of(whole ? ValueType.UINT32 : ValueType.FLOAT32, number));
  }
}
