package dev.pare.core.config;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A family's {@code config.json} with the keys that all families share: its own names turned into
 * them, and what it leaves out filled in as Hugging Face's class does.
 */
final class FamilyKeys {
  private static final String ACTIVATION = "hidden_act";
  private static final Map<String, String> GPT2_NAMES =
      Map.of(
          "n_embd", "hidden_size",
          "n_head", "num_attention_heads",
          "n_layer", "num_hidden_layers",
          "n_positions", "max_position_embeddings",
          "n_inner", "intermediate_size",
          "activation_function", ACTIVATION,
          "layer_norm_epsilon", "rms_norm_eps");

  private FamilyKeys() {}

  static JsonObject complete(Family family, JsonObject config) {
    Map<String, Object> keys = new LinkedHashMap<>(config.values());
    switch (family) {
      case LLAMA -> {}
      case MISTRAL -> putIfMissing(keys, Map.of("sliding_window", 4096L));
      case QWEN2 -> keys.put("attention_bias", true);
      case QWEN3 -> putIfMissing(keys, Map.of("head_dim", 128L));
      case GEMMA2 -> {
        putGemma(keys);
        putIfMissing(keys, Map.of("attn_logit_softcapping", 50.0, "final_logit_softcapping", 30.0));
      }
      case GEMMA3 -> {
        putGemma(keys);
        putIfMissing(keys, Map.of("rope_theta", 1e6, "rope_local_base_freq", 1e4));
      }
      case PHI3 -> putIfMissing(keys, Map.of("rms_norm_eps", 1e-5));
      case GPT2 -> putGpt2(keys);
    }
    return new JsonObject(config.source(), keys);
  }

  private static void putGemma(Map<String, Object> keys) {
    putIfMissing(
        keys,
        Map.of(
            "head_dim", 256L,
            "query_pre_attn_scalar", 256L,
            "sliding_window", 4096L,
            "tie_word_embeddings", true,
            "hidden_activation", "gelu_pytorch_tanh"));
    keys.put(ACTIVATION, keys.get("hidden_activation"));
  }

  /** Its heads fill the hidden state, and each has keys of its own. */
  private static void putGpt2(Map<String, Object> keys) {
    keys.keySet().removeAll(Set.of("head_dim", "num_key_value_heads"));
    GPT2_NAMES.forEach(
        (own, shared) -> {
          Object value = keys.get(own);
          if (value != null) {
            keys.put(shared, value);
          }
        });
    putIfMissing(
        keys,
        Map.of(
            ACTIVATION,
            "gelu_new",
            "rms_norm_eps",
            1e-5,
            "max_position_embeddings",
            1024L,
            "tie_word_embeddings",
            true,
            "attention_bias",
            true,
            "mlp_bias",
            true));
    if (keys.get("hidden_size") instanceof Long hidden && keys.get("intermediate_size") == null) {
      keys.put("intermediate_size", 4 * hidden);
    }
  }

  /** What the text half of a Gemma 3 that sees leaves out: published ones give few keys. */
  static Map<String, Object> gemma3TextDefaults() {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put("vocab_size", 262_208L);
    defaults.put("num_attention_heads", 8L);
    defaults.put("num_key_value_heads", 4L);
    defaults.put("head_dim", 256L);
    defaults.put("max_position_embeddings", 131_072L);
    return defaults;
  }

  /** A key that is there stays, even if it says null. */
  private static void putIfMissing(Map<String, Object> keys, Map<String, Object> defaults) {
    defaults.forEach(
        (key, value) -> {
          if (!keys.containsKey(key)) {
            keys.put(key, value);
          }
        });
  }

  static PareException unsupported(JsonObject json, String key, Object value, String remedy) {
    return new PareException(json.source(), key + " " + value + " is not supported", remedy);
  }

  /** A number that is above 0 and finite, where it is given. */
  static OptionalDouble positive(JsonObject json, String key) {
    Optional<Double> number = json.number(key);
    return number.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(positive(json, key, number.get()));
  }

  static double positive(JsonObject json, String key, double number) {
    if (!(number > 0) || Double.isInfinite(number)) {
      throw new PareException(
          json.source(), "\"" + key + "\" is " + number, "give a number above 0");
    }
    return number;
  }
}
