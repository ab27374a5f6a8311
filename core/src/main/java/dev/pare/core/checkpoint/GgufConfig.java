package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config.json} that a GGUF file's metadata and tensors amount to: read as any other, and
 * written where the model is written as a Hugging Face folder.
 */
final class GgufConfig {
  static final String ARCHITECTURE = "general.architecture";

  private static final String REMEDY = "take the model's Hugging Face folder";
  private static final double DEFAULT_THETA = 10_000;

  private final GgufFile file;
  private final JsonObject metadata;
  private final GgufArchitecture architecture;
  private final Map<String, Object> json = new LinkedHashMap<>();

  private GgufConfig(GgufFile file) {
    this.file = file;
    this.metadata = file.metadata();
    this.architecture = architecture(file);
  }

  /**
   * @throws PareException if it is of an architecture or kind that is not supported, by the key at
   *     fault
   */
  static ModelConfig read(GgufFile file) {
    GgufConfig config = new GgufConfig(file);
    config.requirePlain();
    config.putSizes();
    config.putRope();
    config.putTensors();
    config.putTokens();
    return ModelConfigReader.read(
        new JsonObject(file + " metadata", config.json), Optional.empty());
  }

  /**
   * @throws PareException if it is not one of those that are read
   */
  static GgufArchitecture architecture(GgufFile file) {
    String name = file.metadata().requireString(ARCHITECTURE);
    return GgufArchitecture.named(name)
        .orElseThrow(
            () ->
                new PareException(
                    file,
                    "architecture " + Names.quote(name) + " is not supported",
                    "this version reads GGUF files of " + GgufArchitecture.supported()));
  }

  private String key(String name) {
    return architecture.gguf() + "." + name;
  }

  private void requirePlain() {
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
    json.put("architectures", List.of(architecture.huggingFace()));
    json.put("model_type", "llama");
    json.put("hidden_act", "silu");
  }

  private void putSizes() {
    for (GgufKey size : GgufKey.SIZES) {
      json.put(size.json(), (long) metadata.requireInt(key(size.gguf()), 1));
    }
    long heads = (Long) json.get(GgufKey.HEADS.json());
    GgufKey keyValueHeads = GgufKey.KEY_VALUE_HEADS;
    json.put(keyValueHeads.json(), metadata.integer(key(keyValueHeads.gguf())).orElse(heads));
    long hidden = (Long) json.get(GgufKey.WIDTH.json());
    long headDim = metadata.integer(key("attention.key_length")).orElse(hidden / heads);
    requireSame("attention.value_length", headDim);
    requireSame("rope.dimension_count", headDim);
    json.put("head_dim", headDim);
    json.put("vocab_size", file.entry(GgufNames.EMBEDDING).shape().dimension(0));
    String epsilon = key(GgufKey.RMS_EPSILON.gguf());
    json.put(
        GgufKey.RMS_EPSILON.json(),
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
    double theta = positive(key(GgufKey.THETA.gguf())).orElse(DEFAULT_THETA);
    json.put(GgufKey.THETA.json(), theta);
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
    metadata.integer("tokenizer.ggml.eos_token_id").ifPresent(id -> json.put("eos_token_id", id));
  }
}
