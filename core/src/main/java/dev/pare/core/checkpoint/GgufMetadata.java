package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.RopeScaling;
import dev.pare.core.gguf.FileType;
import dev.pare.core.gguf.GgufValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata that a {@code config.json} amounts to in a GGUF file: {@link GgufConfig} reads it.
 */
final class GgufMetadata {
  private static final int QUANTIZATION_VERSION = 2; // of ggml's blocks as they are now

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
    metadata.putSizes();
    metadata.putRope();
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
    put(key.gguf(), key.valueOf(config));
  }

  private void putSizes() {
    put("vocab_size", GgufValue.of(config.vocabularySize()));
    GgufKey.SIZES.forEach(this::put);
    put(GgufKey.KEY_VALUE_HEADS);
    put(GgufKey.RMS_EPSILON);
    put("attention.key_length", GgufValue.of(config.headDim()));
    put("attention.value_length", GgufValue.of(config.headDim()));
  }

  private void putRope() {
    put("rope.dimension_count", GgufValue.of(config.headDim()));
    put(GgufKey.THETA);
    config.ropeScaling().ifPresent(this::putScaling);
  }

  private void putScaling(RopeScaling scaling) {
    if (scaling instanceof RopeScaling.Linear linear) {
      put("rope.scaling.type", GgufValue.of("linear"));
      put("rope.scaling.factor", GgufValue.of(linear.factor()));
    }
  }
}
