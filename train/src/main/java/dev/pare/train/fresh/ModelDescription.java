package dev.pare.train.fresh;

import dev.pare.core.PareException;
import dev.pare.core.config.Family;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of a model of the Llama kind; its vocabulary is the tokenizer's.
 *
 * @param family LLAMA, MISTRAL (whose layers all see everything), QWEN2 or QWEN3
 * @param headDim even; need not be hiddenSize / heads
 * @param context the longest sequence
 * @param tied whether the head is the transposed embedding
 */
public record ModelDescription(
    Family family,
    int hiddenSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDim,
    int intermediateSize,
    int context,
    double ropeTheta,
    double normEpsilon,
    boolean tied) {
  private static final Set<Family> FAMILIES =
      EnumSet.of(Family.LLAMA, Family.MISTRAL, Family.QWEN2, Family.QWEN3);
  private static final Set<String> KEYS =
      Set.of(
          "family",
          "hiddenSize",
          "layers",
          "heads",
          "keyValueHeads",
          "headDim",
          "intermediateSize",
          "context",
          "ropeTheta",
          "normEpsilon",
          "tied");
  private static final String WHERE = "the model to make";
  private static final int MAX_LAYERS = 10_000;
  private static final int MAX_WIDTH = 1 << 20;
  private static final int MAX_CONTEXT = 1 << 24;

  /**
   * @throws PareException naming what no model can have
   */
  public ModelDescription {
    if (!FAMILIES.contains(family)) {
      throw new PareException(
          WHERE, "cannot be a " + family.modelType(), "give one of " + familyNames());
    }
    requireSize("hiddenSize", hiddenSize, MAX_WIDTH);
    requireSize("layers", layers, MAX_LAYERS);
    requireSize("heads", heads, MAX_WIDTH);
    requireSize("keyValueHeads", keyValueHeads, heads);
    requireSize("headDim", headDim, MAX_WIDTH);
    requireSize("heads · headDim", (long) heads * headDim, MAX_WIDTH);
    requireSize("intermediateSize", intermediateSize, MAX_WIDTH);
    requireSize("context", context, MAX_CONTEXT);
    if (heads % keyValueHeads != 0) {
      throw wrong(heads + " heads are no multiple of " + keyValueHeads + " keyValueHeads");
    }
    if (headDim % 2 != 0) {
      throw wrong("headDim " + headDim + " is odd, and rotary positions need pairs");
    }
    requirePositive("ropeTheta", ropeTheta);
    requirePositive("normEpsilon", normEpsilon);
  }

  /**
   * The same as a mapping of a recipe, whose keys are this record's. What may be missing: family
   * (llama), keyValueHeads (heads), headDim (hiddenSize / heads), ropeTheta (10000), normEpsilon
   * (1e-5), tied (true).
   */
  public static ModelDescription read(JsonObject json) {
    Yaml.requireKeys(json, KEYS);
    int hiddenSize = json.requireInt("hiddenSize", 1);
    int heads = json.requireInt("heads", 1);
    int headDim = json.intValue("headDim", 1).orElse(hiddenSize / heads);
    if (!json.has("headDim") && headDim * heads != hiddenSize) {
      throw new PareException(
          json.source(),
          "hiddenSize " + hiddenSize + " is no multiple of " + heads + " heads",
          "add headDim");
    }
    return new ModelDescription(
        family(json),
        hiddenSize,
        json.requireInt("layers", 1),
        heads,
        json.intValue("keyValueHeads", 1).orElse(heads),
        headDim,
        json.requireInt("intermediateSize", 1),
        json.requireInt("context", 1),
        json.number("ropeTheta").orElse(10_000.0),
        json.number("normEpsilon").orElse(1e-5),
        json.bool("tied").orElse(true));
  }

  private static Family family(JsonObject json) {
    String name = json.string("family").orElse(Family.LLAMA.modelType());
    return FAMILIES.stream()
        .filter(family -> family.modelType().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PareException(
                    json.source(),
                    "family " + Names.quote(name) + " cannot be made",
                    "give one of " + familyNames()));
  }

  private static String familyNames() {
    return Arrays.stream(Family.values())
        .filter(FAMILIES::contains)
        .map(Family::modelType)
        .collect(Collectors.joining(", "));
  }

  private static void requireSize(String name, long size, int largest) {
    if (size < 1 || size > largest) {
      throw wrong(name + " is " + size + ", not from 1 to " + largest);
    }
  }

  private static void requirePositive(String name, double number) {
    if (!(number > 0) || Double.isInfinite(number)) {
      throw wrong(name + " is " + number + ", not above 0");
    }
  }

  private static PareException wrong(String what) {
    return new PareException(WHERE, what, "correct its description");
  }

  /**
   * The {@code config.json} that Hugging Face's library has for it, but for token ids and dtype.
   */
  Map<String, Object> config(int vocabularySize) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of(family.architecture()));
    json.put("model_type", family.modelType());
    json.put("vocab_size", (long) vocabularySize);
    json.put("hidden_size", (long) hiddenSize);
    json.put("intermediate_size", (long) intermediateSize);
    json.put("num_hidden_layers", (long) layers);
    json.put("num_attention_heads", (long) heads);
    json.put("num_key_value_heads", (long) keyValueHeads);
    json.put("head_dim", (long) headDim);
    json.put("max_position_embeddings", (long) context);
    json.put("rope_theta", ropeTheta);
    json.put("rms_norm_eps", normEpsilon);
    json.put("hidden_act", "silu");
    json.put("attention_bias", family == Family.QWEN2);
    json.put("attention_dropout", 0.0);
    if (family == Family.LLAMA) {
      json.put("mlp_bias", false);
    }
    if (family == Family.MISTRAL) {
      json.put("sliding_window", null);
    }
    json.put("initializer_range", FreshModel.DEVIATION);
    json.put("tie_word_embeddings", tied);
    json.put("use_cache", true);
    return json;
  }
}
