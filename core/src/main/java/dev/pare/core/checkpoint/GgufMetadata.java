package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.AttentionConfig;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.RopeScaling;
import dev.pare.core.gguf.FileType;
import dev.pare.core.gguf.GgufValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The metadata that a {@code config.json} amounts to in a GGUF file: {@link GgufConfig} reads it.
 */
final class GgufMetadata {
  private static final int QUANTIZATION_VERSION = 2; // of ggml's blocks as they are now
  private static final double SCALE_TOLERANCE = 1e-6;

  private final ModelConfig config;
  private final GgufArchitecture architecture;
  private final Map<String, GgufValue> values = new LinkedHashMap<>();

  private GgufMetadata(ModelConfig config) {
    this.config = config;
    this.architecture = GgufArchitecture.of(config);
  }

  /**
   * @param source the model; its card names the licence
   * @param tokenizer keys and values of the vocabulary
   * @throws PareException if GGUF cannot say what the config does
   */
  static Map<String, GgufValue> of(
      Checkpoint source, String name, FileType type, Map<String, Object> tokenizer) {
    GgufMetadata metadata = new GgufMetadata(source.config());
    metadata.putGeneral(source, name, type);
    metadata.requireCustomary();
    metadata.putSizes();
    metadata.putSlidingLayers();
    metadata.config.ropeScaling().ifPresent(metadata::putScaling);
    tokenizer.forEach((key, value) -> metadata.values.put(key, GgufValue.of(value)));
    return metadata.values;
  }

  private void putGeneral(Checkpoint source, String name, FileType type) {
    values.put(GgufConfig.ARCHITECTURE, GgufValue.of(architecture.gguf()));
    values.put("general.type", GgufValue.of("model"));
    values.put("general.name", GgufValue.of(name));
    ModelCard.license(source.companions())
        .ifPresent(license -> values.put("general.license", GgufValue.of(license)));
    values.put("general.file_type", GgufValue.of(type.id()));
    values.put("general.quantization_version", GgufValue.of(QUANTIZATION_VERSION));
  }

  private void put(String key, GgufValue value) {
    values.put(architecture.gguf() + "." + key, value);
  }

  private void put(GgufKey key) {
    key.valueOf(config).ifPresent(value -> put(key.gguf(), value));
  }

  private void putSizes() {
    put("vocab_size", GgufValue.of(config.vocabularySize()));
    GgufKey.SIZES.forEach(this::put);
    architecture.keys().forEach(this::put);
    if (!config.family().learnedPositions()) {
      put("attention.key_length", GgufValue.of(config.headDim()));
      put("attention.value_length", GgufValue.of(config.headDim()));
      put("rope.dimension_count", GgufValue.of(config.rotaryDim()));
    }
  }

  /** Which layers see the window, where not all do. */
  private void putSlidingLayers() {
    Set<Integer> sliding = config.attention().slidingLayers();
    int customary = GgufConfig.slidingPattern(config.family());
    boolean alike = sliding.isEmpty() || sliding.size() == config.layers();
    if (alike && (customary == 0 || sliding.equals(slidingLayers(customary)))) {
      if (!sliding.isEmpty() && !architecture.keys().contains(GgufKey.WINDOW)) {
        throw refuse("that layers see a sliding window");
      }
      return;
    }
    int pattern =
        IntStream.rangeClosed(1, config.layers() + 1)
            .filter(n -> sliding.equals(slidingLayers(n)))
            .findFirst()
            .orElse(0);
    if (customary == 0 || pattern == 0) {
      throw refuse("which layers see a sliding window");
    }
    if (!sliding.equals(slidingLayers(customary))) {
      put(GgufConfig.SLIDING_PATTERN, GgufValue.of(pattern));
    }
  }

  /** All but each n-th. */
  private Set<Integer> slidingLayers(int n) {
    return IntStream.range(0, config.layers())
        .filter(layer -> (layer + 1) % n != 0)
        .boxed()
        .collect(Collectors.toSet());
  }

  private void putScaling(RopeScaling scaling) {
    if (scaling instanceof RopeScaling.Linear linear) {
      put("rope.scaling.type", GgufValue.of("linear"));
      put("rope.scaling.factor", GgufValue.of(linear.factor()));
    } else if (scaling instanceof RopeScaling.LongRope rope) {
      put("rope.scaling.type", GgufValue.of("longrope"));
      put("rope.scaling.attn_factor", GgufValue.of(rope.attentionFactor()));
      put("rope.scaling.original_context_length", GgufValue.of(config.maxPositions()));
    }
  }

  /** What the keys cannot say must be what readers take for granted. */
  private void requireCustomary() {
    AttentionConfig attention = config.attention();
    double width = GgufConfig.scoreWidth(config);
    if (Math.abs(attention.scale() * Math.sqrt(width) - 1) > SCALE_TOLERANCE) {
      throw refuse("a scale of attention scores of " + attention.scale());
    }
    if (config.family() == Family.GEMMA2
        && (attention.softCap().isEmpty() || config.logitSoftCap().isEmpty())) {
      throw refuse("that scores or logits are not capped");
    }
  }

  private PareException refuse(String what) {
    return new PareException(
        config.json().source(),
        "GGUF files of " + architecture.gguf() + " cannot say " + what,
        "take another model");
  }
}
