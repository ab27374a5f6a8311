package dev.pare.core.config;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code config.json}, checking every size before anything is allocated from it. */
public final class ModelConfigReader {
  /** What the architectures in this version share: Llama's names. */
  private static final Set<String> KNOWN = Set.of("LlamaForCausalLM");

  private static final double DEFAULT_ROPE_THETA = 10_000;

  private ModelConfigReader() {}

  /**
   * @param generation generation_config.json, where there is one: its stop tokens come first
   */
  public static ModelConfig read(JsonObject config, Optional<JsonObject> generation) {
    String architecture = architecture(config);
    int hidden = config.requireInt("hidden_size", 1);
    int heads = config.requireInt("num_attention_heads", 1);
    int keyValueHeads = config.intValue("num_key_value_heads", 1).orElse(heads);
    int headDim = headDim(config, hidden, heads);
    requireWholeHeads(config, heads, keyValueHeads, headDim);
    requireSilu(config);
    return new ModelConfig(
        architecture,
        config.string("model_type").orElse("llama"),
        config.requireInt("vocab_size", 1),
        hidden,
        config.requireInt("intermediate_size", 1),
        config.requireInt("num_hidden_layers", 1),
        heads,
        keyValueHeads,
        headDim,
        config.intValue("max_position_embeddings", 1).orElse(2048),
        config.number("rms_norm_eps").orElse(1e-6),
        ropeTheta(config),
        ropeScaling(config),
        config.bool("tie_word_embeddings").orElse(false),
        config.bool("attention_bias").orElse(false),
        config.bool("mlp_bias").orElse(false),
        beginToken(config),
        endTokens(generation.filter(g -> g.has("eos_token_id")).orElse(config)),
        config);
  }

  private static void requireWholeHeads(
      JsonObject config, int heads, int keyValueHeads, int headDim) {
    if (heads % keyValueHeads != 0) {
      throw new PareException(
          config.source(),
          "num_attention_heads "
              + heads
              + " is no multiple of num_key_value_heads "
              + keyValueHeads,
          "correct the file");
    }
    if ((long) heads * headDim > Integer.MAX_VALUE) {
      throw new PareException(
          config.source(), heads + " heads of " + headDim + " are too many", "correct the file");
    }
  }

  private static void requireSilu(JsonObject config) {
    String activation = config.string("hidden_act").orElse("silu");
    if (!activation.equals("silu")) {
      throw new PareException(
          config.source(),
          "hidden_act \"" + activation + "\" is not supported",
          "take a model that uses silu");
    }
  }

  private static String architecture(JsonObject config) {
    List<String> named = config.strings("architectures");
    if (named.size() == 1 && KNOWN.contains(named.get(0))) {
      return named.get(0);
    }
    throw new PareException(
        config.source(),
        named.isEmpty()
            ? "\"architectures\" is missing"
            : "architecture " + String.join(", ", named) + " is not supported",
        "this version runs " + String.join(", ", KNOWN));
  }

  private static int headDim(JsonObject config, int hidden, int heads) {
    Optional<Integer> own = config.intValue("head_dim", 1);
    if (own.isEmpty() && hidden % heads != 0) {
      throw new PareException(
          config.source(),
          "hidden_size " + hidden + " is no multiple of " + heads + " heads",
          "add \"head_dim\"");
    }
    int headDim = own.orElse(hidden / heads);
    if (headDim % 2 != 0) {
      throw new PareException(
          config.source(), "head_dim " + headDim + " is odd", "rotary positions need pairs");
    }
    return headDim;
  }

  /** {@code rope_theta} stands at the top, or (transformers 5) inside {@code rope_parameters}. */
  private static double ropeTheta(JsonObject config) {
    Optional<Double> nested =
        config.object("rope_parameters").flatMap(rope -> rope.number("rope_theta"));
    return nested.or(() -> config.number("rope_theta")).orElse(DEFAULT_ROPE_THETA);
  }

  private static Optional<RopeScaling> ropeScaling(JsonObject config) {
    Optional<JsonObject> scaling =
        config.object("rope_parameters").or(() -> config.object("rope_scaling"));
    if (scaling.isEmpty()) {
      return Optional.empty();
    }
    JsonObject rope = scaling.get();
    String type = rope.string("rope_type").or(() -> rope.string("type")).orElse("default");
    return switch (type) {
      case "default" -> Optional.empty();
      case "linear" -> Optional.of(new RopeScaling.Linear(factor(rope, "factor")));
      case "llama3" ->
          Optional.of(
              new RopeScaling.Llama3(
                  factor(rope, "factor"),
                  factor(rope, "low_freq_factor"),
                  factor(rope, "high_freq_factor"),
                  rope.requireInt("original_max_position_embeddings", 1)));
      default ->
          throw new PareException(
              rope.source(),
              "rope scaling \"" + type + "\" is not supported",
              "this version knows linear and llama3");
    };
  }

  private static double factor(JsonObject rope, String key) {
    double factor =
        rope.number(key)
            .orElseThrow(
                () -> new PareException(rope.source(), "\"" + key + "\" is missing", "add it"));
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new PareException(
          rope.source(), "\"" + key + "\" is " + factor, "give a number above 0");
    }
    return factor;
  }

  private static OptionalInt beginToken(JsonObject config) {
    return config.intValue("bos_token_id", 0).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** One id or a list of them. */
  private static Set<Integer> endTokens(JsonObject json) {
    Set<Integer> ids = new LinkedHashSet<>();
    if (json.values().get("eos_token_id") instanceof List<?> list) {
      for (Object id : list) {
        if (!(id instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
          throw new PareException(json.source(), "\"eos_token_id\" holds " + id, "give token ids");
        }
        ids.add(number.intValue());
      }
    } else {
      json.intValue("eos_token_id", 0).ifPresent(ids::add);
    }
    return ids;
  }
}
