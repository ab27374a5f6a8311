package dev.pare.core.testing;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A Llama of a few thousand seeded weights that are large enough for every part of it to change the
 * logits, with an odd shape: 36 wide, 3 heads of 10 over one key/value head, 2 layers.
 */
public final class SmallLlama {
  private SmallLlama() {}

  /**
   * @param changes keys of config.json that differ
   */
  public static RandomCheckpoint of(DType type, Map<String, Object> changes, long seed) {
    Map<String, Object> settings = RandomCheckpoint.settings(2, 36, 3, 1, 10, 52, 61);
    settings.put("max_position_embeddings", 128L);
    settings.putAll(changes);
    RandomCheckpoint model = new RandomCheckpoint(settings, type, seed);
    double start = model.config().family().normsFromOne() ? 0 : 1;
    Random random = new Random(seed);
    for (String name : List.copyOf(model.names())) {
      Shape shape = model.tensor(name).shape();
      model.with(name, DenseTensor.of(type, shape, weights(name, shape, start, random)));
    }
    return model;
  }

  /** Attention and MLP biases, an untied head, and Llama 3's rope scaling within the context. */
  public static RandomCheckpoint withEveryOption(DType type, long seed) {
    return of(
        type,
        Map.of(
            "attention_bias",
            true,
            "mlp_bias",
            true,
            "tie_word_embeddings",
            false,
            "rope_theta",
            500.0,
            "rope_scaling",
            llama3()),
        seed);
  }

  /** A rule of whose three bands each holds frequencies of a head 10 wide. */
  public static Map<String, Object> llama3() {
    return Map.of(
        "rope_type",
        "llama3",
        "factor",
        8.0,
        "low_freq_factor",
        1.0,
        "high_freq_factor",
        4.0,
        "original_max_position_embeddings",
        64L);
  }

  /**
   * @param start what norms deviate from
   */
  private static float[] weights(String name, Shape shape, double start, Random random) {
    boolean bias = name.endsWith(".bias");
    boolean norm = shape.rank() == 1 && !bias;
    boolean table = name.matches(".*(embed_tokens|lm_head|wte|wpe)\\.weight");
    double deviation = norm ? 0.2 : bias ? 0.3 : table ? 0.7 : 1.5 / Math.sqrt(shape.columns());
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((norm ? start : 0) + deviation * random.nextGaussian());
    }
    return values;
  }
}
