package dev.pare.core.config;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code config.json}, checking every size before anything is allocated from it. */
public final class ModelConfigReader {
  private ModelConfigReader() {}

  /**
   * @param generation generation_config.json, where there is one: its stop tokens come first
   * @throws PareException if the architecture, or what is said of it, is not supported
   */
  public static ModelConfig read(JsonObject file, Optional<JsonObject> generation) {
    JsonObject own = Architectures.text(file);
    Family family = Architectures.family(own);
    JsonObject config = FamilyKeys.complete(family, own);
    int hidden = config.requireInt("hidden_size", 1);
    int layers = config.requireInt("num_hidden_layers", 1);
    int heads = config.requireInt("num_attention_heads", 1);
    int keyValueHeads = config.intValue("num_key_value_heads", 1).orElse(heads);
    int headDim = headDim(config, hidden, heads);
    requireWholeHeads(config, heads, keyValueHeads, headDim);
    requireActivation(family, config);
    AttentionReader attention = new AttentionReader(family, config, layers);
    attention.requireKnownLayers();
    RopeReader rope = new RopeReader(config, headDim);
    boolean rotary = !family.learnedPositions();
    return new ModelConfig(
        family,
        family.architecture(),
        own.string("model_type").orElse(family.modelType()),
        config.requireInt("vocab_size", 1),
        hidden,
        config.requireInt("intermediate_size", 1),
        layers,
        heads,
        keyValueHeads,
        headDim,
        rope.maxPositions(config.intValue("max_position_embeddings", 1).orElse(2048)),
        FamilyKeys.positive(config, "rms_norm_eps").orElse(1e-6),
        rope.theta(),
        rotary ? rope.scaling() : Optional.empty(),
        rotary ? rope.rotaryDim() : 0,
        attention.read(headDim, rope.localTheta()),
        FamilyKeys.positive(config, "final_logit_softcapping"),
        config.bool("tie_word_embeddings").orElse(false),
        config.bool("mlp_bias").orElse(false),
        beginToken(config),
        endTokens(generation.filter(g -> g.has("eos_token_id")).orElse(config)),
        own);
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

  private static void requireActivation(Family family, JsonObject config) {
    Set<String> known = family.activations();
    String name = config.string("hidden_act").orElse("silu");
    if (!known.contains(name)) {
      throw FamilyKeys.unsupported(
          config,
          "activation",
          Names.quote(name),
          "take a model that uses " + String.join(" or ", known));
    }
  }

  private static int headDim(JsonObject config, int hidden, int heads) {
    Optional<Integer> own = config.intValue("head_dim", 1);
    if (own.isEmpty() && hidden % heads != 0) {
      throw new PareException(
          config.source(),
          "hidden_size " + hidden + " is no multiple of " + heads + " heads",
          "add \"head_dim\"");
    }
    return own.orElse(hidden / heads);
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
