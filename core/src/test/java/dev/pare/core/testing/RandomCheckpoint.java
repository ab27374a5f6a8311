package dev.pare.core.testing;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model of any family and size with seeded random weights, made as they are read: a checkpoint
 * for tests and benchmarks that need a shape and not knowledge.
 */
public final class RandomCheckpoint implements Checkpoint {
  private final ModelConfig config;
  private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();
  private final Map<String, ByteSource> companions = new LinkedHashMap<>();
  private final DType type;
  private long seed;

  /**
   * @param settings keys of config.json; what is missing is filled in as {@link #settings} does
   */
  public RandomCheckpoint(Map<String, Object> settings, DType type, long seed) {
    this.config =
        ModelConfigReader.read(new JsonObject("random checkpoint", settings), Optional.empty());
    this.type = type;
    this.seed = seed;
    addWeights();
  }

  /**
   * A small model: 2 layers, 48 wide, 4 heads of 12 over 2 key/value heads, vocabulary 96, tied.
   */
  public static RandomCheckpoint small(DType type, long seed) {
    return new RandomCheckpoint(settings(2, 48, 4, 2, 12, 80, 96), type, seed);
  }

  /** Llama-3.2-1B's shape: 1.24 billion weights. */
  public static RandomCheckpoint llama1b(DType type, long seed) {
    return new RandomCheckpoint(settings(16, 2048, 32, 8, 64, 8192, 128256), type, seed);
  }

  /** Mistral-7B's shape, with a tied embedding: 7.1 billion weights. */
  public static RandomCheckpoint mistral7b(DType type, long seed) {
    return new RandomCheckpoint(settings(32, 4096, 32, 8, 128, 14336, 32000), type, seed);
  }

  /** SmolLM2-135M's shape. */
  public static RandomCheckpoint smol135m(DType type, long seed) {
    return new RandomCheckpoint(settings(30, 576, 9, 3, 64, 1536, 49152), type, seed);
  }

  /** A config.json of a Llama with tied embeddings; the result may be changed. */
  public static Map<String, Object> settings(
      int layers,
      int hidden,
      int heads,
      int keyValueHeads,
      int headDim,
      int intermediate,
      int vocabulary) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of("LlamaForCausalLM"));
    json.put("model_type", "llama");
    json.put("hidden_size", (long) hidden);
    json.put("intermediate_size", (long) intermediate);
    json.put("num_hidden_layers", (long) layers);
    json.put("num_attention_heads", (long) heads);
    json.put("num_key_value_heads", (long) keyValueHeads);
    json.put("head_dim", (long) headDim);
    json.put("vocab_size", (long) vocabulary);
    json.put("max_position_embeddings", 2048L);
    json.put("rms_norm_eps", 1e-5);
    json.put("tie_word_embeddings", true);
    json.put("bos_token_id", 1L);
    json.put("eos_token_id", 2L);
    return json;
  }

  private void addWeights() {
    new ModelLayout(config).all().forEach(weight -> add(weight.name(), weight.shape()));
  }

  private void add(String name, Shape shape) {
    double deviation = 1 / Math.sqrt(shape.columns());
    tensors.put(
        name,
        new DenseTensor(type, shape, new RandomWeights(seed++, type, shape.size(), deviation)));
  }

  /** Puts {@code tensor} in a weight's place. */
  public RandomCheckpoint with(String name, WeightTensor tensor) {
    tensors.put(name, tensor);
    return this;
  }

  /** Adds a file that goes along. */
  public RandomCheckpoint withCompanion(String name, byte[] bytes) {
    companions.put(name, ByteSource.of(bytes));
    return this;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<AppliedStep> history() {
    return List.of();
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public WeightTensor tensor(String name) {
    if (!tensors.containsKey(name)) {
      throw new PareException(name, "no such weight", "");
    }
    return tensors.get(name);
  }

  @Override
  public Map<String, ByteSource> companions() {
    return companions;
  }

  @Override
  public void close() {}
}
