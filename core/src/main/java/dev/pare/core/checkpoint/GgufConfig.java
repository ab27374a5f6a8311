package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tokenizer.EndOfGeneration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config.json} that a GGUF file's metadata and tensors amount to: read as any other, and
 * written where the model is written as a Hugging Face folder.
 */
final class GgufConfig {
  private static final String ARCHITECTURE = "general.architecture";
  private static final String LLAMA = "llama";
  private static final String REMEDY = "take the model's Hugging Face folder";
  private static final double DEFAULT_THETA = 10_000;

  private final GgufFile file;
  private final JsonObject metadata;
  private final Map<String, Object> json = new LinkedHashMap<>();

  private GgufConfig(GgufFile file) {
    this.file = file;
    this.metadata = file.metadata();
  }

  /**
   * @throws PareException if it is no llama, or one that is not supported, by the key at fault
   */
  static ModelConfig read(GgufFile file) {
    GgufConfig config = new GgufConfig(file);
    config.requireLlama();
    config.putSizes();
    config.putRope();
    config.putTensors();
    config.putTokens();
    return ModelConfigReader.read(
        new JsonObject(file + " metadata", config.json), Optional.empty());
  }

  private static String key(String name) {
    return LLAMA + "." + name;
  }

  private void requireLlama() {
    String architecture = metadata.requireString(ARCHITECTURE);
    if (!architecture.equals(LLAMA)) {
      String what = "architecture " + Names.quote(architecture) + " is not supported";
      throw new PareException(file, what, "this version reads GGUF files of " + LLAMA);
    }
    if (metadata.integer("split.count").orElse(1L) > 1) {
      throw new PareException(
          file, "is one part of a model that was split", "merge them with llama-gguf-split");
    }
    if (metadata.integer(key("expert_count")).orElse(0L) > 0) {
      throw new PareException(file, "is a mixture of experts", "take a dense model");
    }
    for (String key : file.arrays().keySet()) {
      if (key.startsWith(key(""))) {
        throw new PareException(file, Names.quote(key) + " differs by layer", REMEDY);
      }
    }
    json.put("architectures", List.of("LlamaForCausalLM"));
    json.put("model_type", "llama");
    json.put("hidden_act", "silu");
  }

  private void putSizes() {
    long hidden = metadata.requireInt(key("embedding_length"), 1);
    long heads = metadata.requireInt(key("attention.head_count"), 1);
    long headDim = metadata.integer(key("attention.key_length")).orElse(hidden / heads);
    requireSame("attention.value_length", headDim);
    requireSame("rope.dimension_count", headDim);
    json.put("vocab_size", file.entry(GgufNames.EMBEDDING).shape().dimension(0));
    json.put("hidden_size", hidden);
    json.put("intermediate_size", metadata.requireInteger(key("feed_forward_length")));
    json.put("num_hidden_layers", metadata.requireInteger(key("block_count")));
    json.put("num_attention_heads", heads);
    json.put("num_key_value_heads", metadata.integer(key("attention.head_count_kv")).orElse(heads));
    json.put("head_dim", headDim);
    json.put("max_position_embeddings", metadata.requireInteger(key("context_length")));
    String epsilon = key("attention.layer_norm_rms_epsilon");
    json.put(
        "rms_norm_eps",
        positive(epsilon)
            .orElseThrow(
                () -> new PareException(file, Names.quote(epsilon) + " is missing", REMEDY)));
  }

  /** JSON has no infinity and no NaN, so that nothing behind this expects one. */
  private Optional<Double> positive(String key) {
    Optional<Double> number = metadata.number(key);
    number
        .filter(n -> !(n > 0 && Double.isFinite(n)))
        .ifPresent(
            n -> {
              throw new PareException(file, Names.quote(key) + " is " + n, REMEDY);
            });
    return number;
  }

  private void requireSame(String name, long headDim) {
    long given = metadata.integer(key(name)).orElse(headDim);
    if (given != headDim) {
      String what = Names.quote(key(name)) + " is " + given + " where heads are " + headDim;
      throw new PareException(file, what + " wide", REMEDY);
    }
  }

  private void putRope() {
    double theta = positive(key("rope.freq_base")).orElse(DEFAULT_THETA);
    json.put("rope_theta", theta);
    Optional<Map<String, Object>> factors = Optional.empty();
    if (file.names().contains(RopeFactors.TENSOR)) {
      int headDim = new JsonObject(file.toString(), json).requireInt("head_dim", 2);
      factors = RopeFactors.scaling(file, theta, headDim);
    }
    factors.ifPresent(rule -> json.put("rope_scaling", rule));
    String type = metadata.string(key("rope.scaling.type")).orElse("none");
    if (type.equals("linear") && factors.isEmpty()) {
      double factor = positive(key("rope.scaling.factor")).orElse(1.0);
      json.put("rope_scaling", Map.of("rope_type", "linear", "factor", factor));
    } else if (!type.equals("none")) {
      String what = "rope scaling " + Names.quote(type);
      String also = factors.isPresent() ? " beside " + RopeFactors.TENSOR : "";
      throw new PareException(file, what + also + " is not supported", REMEDY);
    }
  }

  private void putTensors() {
    json.put("tie_word_embeddings", !file.names().contains(GgufNames.HEAD));
    json.put("attention_bias", file.names().contains("blk.0.attn_q.bias"));
    json.put("mlp_bias", file.names().contains("blk.0.ffn_up.bias"));
  }

  private void putTokens() {
    metadata.integer("tokenizer.ggml.bos_token_id").ifPresent(id -> json.put("bos_token_id", id));
    List<Long> ends = EndOfGeneration.of(file);
    if (!ends.isEmpty()) {
      json.put("eos_token_id", ends.size() == 1 ? ends.get(0) : ends);
    }
  }
}
