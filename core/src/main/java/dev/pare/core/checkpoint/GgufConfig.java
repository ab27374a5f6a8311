package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tokenizer.EndOfGeneration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code config.json} that a GGUF file's metadata and tensors amount to: read as any other, and
 * written where the model is written as a Hugging Face folder.
 */
final class GgufConfig {
  static final String ARCHITECTURE = "general.architecture";

  private static final String REMEDY = "take the model's Hugging Face folder";
  static final String SLIDING_PATTERN = "attention.sliding_window_pattern";
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
    config.putFamily();
    config.putSlidingLayers();
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
  }

  /** The family, with what its files take for granted. */
  private void putFamily() {
    Family family = architecture.family();
    if (family == Family.LLAMA && json.containsKey(GgufKey.WINDOW.json())) {
      family = Family.MISTRAL;
    }
    json.put("architectures", List.of(family.architecture()));
    json.put("model_type", family.modelType());
    switch (family) {
      case GEMMA2, GEMMA3 -> json.put("hidden_activation", "gelu_pytorch_tanh");
      case GPT2 -> json.put("activation_function", "gelu_new");
      default -> json.put("hidden_act", "silu");
    }
    if (family.normsFromOne()) {
      json.put("query_pre_attn_scalar", scoreWidth(family, layers(), hidden(), heads(), headDim()));
    }
  }

  /** Of how many layers one is full, the last, where files of a family give a window; 0 if none. */
  static int slidingPattern(Family family) {
    return switch (family) {
      case GEMMA2 -> 2;
      case GEMMA3 -> 6;
      case LLAMA, MISTRAL, QWEN2, QWEN3, PHI3, GPT2 -> 0;
    };
  }

  private void putSlidingLayers() {
    Optional<Integer> pattern = metadata.intValue(key(SLIDING_PATTERN), 1);
    if (architecture.family().normsFromOne() && pattern.isPresent()) {
      List<String> types = new ArrayList<>();
      for (long layer = 1; layer <= layers(); layer++) {
        types.add(layer % pattern.get() == 0 ? "full_attention" : "sliding_attention");
      }
      json.put("layer_types", types);
    }
  }

  /** The d of 1/√d that attention scores are multiplied by. */
  static long scoreWidth(ModelConfig config) {
    return scoreWidth(
        config.family(),
        config.layers(),
        config.hiddenSize(),
        config.attentionHeads(),
        config.headDim());
  }

  /** The largest Gemmas, known by their layers, divide the width by the heads. */
  private static long scoreWidth(
      Family family, long layers, long hidden, long heads, long headDim) {
    boolean largest =
        (family == Family.GEMMA2 && layers == 46) || (family == Family.GEMMA3 && layers == 62);
    return largest ? hidden / heads : headDim;
  }

  private void putSizes() {
    Stream.concat(GgufKey.SIZES.stream(), architecture.keys().stream()).forEach(this::putKey);
    long headDim = metadata.integer(key("attention.key_length")).orElse(hidden() / heads());
    requireSame("attention.value_length", headDim);
    json.put("head_dim", headDim);
    json.put("vocab_size", file.entry(GgufNames.EMBEDDING).shape().dimension(0));
  }

  private void putKey(GgufKey key) {
    String name = key(key.gguf());
    Optional<? extends Number> value = key.whole() ? size(name) : positive(name);
    if (value.isEmpty() && key.required()) {
      throw new PareException(file, Names.quote(name) + " is missing", REMEDY);
    }
    value.ifPresent(number -> json.put(key.json(), number));
  }

  /** A window of 0 positions is none. */
  private Optional<Long> size(String key) {
    boolean none = metadata.integer(key).orElse(1L) == 0 && key.endsWith(GgufKey.WINDOW.gguf());
    return none ? Optional.empty() : metadata.intValue(key, 1).map(Integer::longValue);
  }

  private long number(GgufKey key) {
    return (Long) json.get(key.json());
  }

  private long layers() {
    return number(GgufKey.LAYERS);
  }

  private long hidden() {
    return number(GgufKey.WIDTH);
  }

  private long heads() {
    return number(GgufKey.HEADS);
  }

  private int headDim() {
    return new JsonObject(file.toString(), json).requireInt("head_dim", 2);
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
    if (architecture.family().learnedPositions()) {
      return;
    }
    double theta = positive(key(GgufKey.THETA.gguf())).orElse(DEFAULT_THETA);
    json.put(GgufKey.THETA.json(), theta);
    long rotary = metadata.integer(key("rope.dimension_count")).orElse((long) headDim());
    if (rotary != headDim()) {
      putPartialRotation(rotary);
    }
    Optional<Map<String, Object>> scaling = scaling(theta);
    scaling.ifPresent(rule -> json.put("rope_scaling", rule));
  }

  private void putPartialRotation(long rotary) {
    if (architecture.family() != Family.PHI3 || rotary < 1 || rotary > headDim()) {
      String what = Names.quote(key("rope.dimension_count")) + " is " + rotary;
      throw new PareException(file, what + " where heads are " + headDim() + " wide", REMEDY);
    }
    json.put("partial_rotary_factor", (double) rotary / headDim());
  }

  private Optional<Map<String, Object>> scaling(double theta) {
    Optional<Map<String, Object>> factors = Optional.empty();
    if (file.names().contains(RopeFactors.TENSOR)) {
      factors = RopeFactors.scaling(file, theta, headDim());
    }
    String type = metadata.string(key("rope.scaling.type")).orElse("none");
    if (architecture.family() == Family.PHI3) {
      factors = LongFactors.scaling(file, key("rope.scaling."), json);
    }
    if (type.equals("linear") && factors.isEmpty()) {
      double factor = positive(key("rope.scaling.factor")).orElse(1.0);
      return Optional.of(Map.of("rope_type", "linear", "factor", factor));
    }
    boolean known = type.equals("none") || (type.equals("longrope") && factors.isPresent());
    if (!known) {
      String what = "rope scaling " + Names.quote(type);
      String also = factors.isPresent() ? " beside " + RopeFactors.TENSOR : "";
      throw new PareException(file, what + also + " is not supported", REMEDY);
    }
    return factors;
  }

  private void putTensors() {
    json.put("tie_word_embeddings", !file.names().contains(GgufNames.HEAD));
    if (architecture.family() == Family.LLAMA || architecture.family() == Family.QWEN3) {
      json.put("attention_bias", file.names().contains("blk.0.attn_q.bias"));
    }
    if (architecture.family() == Family.LLAMA) {
      json.put("mlp_bias", file.names().contains("blk.0.ffn_up.bias"));
    }
  }

  private void putTokens() {
    metadata.integer("tokenizer.ggml.bos_token_id").ifPresent(id -> json.put("bos_token_id", id));
    List<Long> ends = EndOfGeneration.of(file);
    if (!ends.isEmpty()) {
      json.put("eos_token_id", ends.size() == 1 ? ends.get(0) : ends);
    }
  }
}
