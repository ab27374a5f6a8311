package dev.pare.core.config;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which family a {@code config.json} is of; what no family is, is refused by what it is. */
final class Architectures {
  /** Its text half is a {@link Family#GEMMA3} model, whose config.json is {@code text_config}. */
  private static final String GEMMA3_WITH_IMAGES = "Gemma3ForConditionalGeneration";

  private static final Set<String> EXPERT_COUNTS =
      Set.of("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts");

  private Architectures() {}

  /** The configuration of the language model in it: itself, but for models that also see. */
  static JsonObject text(JsonObject config) {
    if (!config.strings("architectures").equals(List.of(GEMMA3_WITH_IMAGES))) {
      return config;
    }
    Map<String, Object> text = new LinkedHashMap<>(config.requireObject("text_config").values());
    text.put("architectures", List.of(Family.GEMMA3.architecture()));
    text.put("model_type", Family.GEMMA3.modelType());
    for (String key : List.of("bos_token_id", "eos_token_id", "pad_token_id", "torch_dtype")) {
      if (config.has(key)) {
        text.putIfAbsent(key, config.values().get(key));
      }
    }
    Optional.ofNullable(config.values().get("quantization_config"))
        .ifPresent(value -> text.putIfAbsent("quantization_config", value));
    FamilyKeys.gemma3TextDefaults().forEach(text::putIfAbsent);
    return new JsonObject(config.source() + " text_config", text);
  }

  /**
   * @throws PareException if the architecture is not one of those that run
   */
  static Family family(JsonObject config) {
    List<String> named = config.strings("architectures");
    if (named.isEmpty()) {
      throw new PareException(
          config.source(), "\"architectures\" is missing", "it must be one of " + supported());
    }
    Family family =
        Arrays.stream(Family.values())
            .filter(known -> named.equals(List.of(known.architecture())))
            .findFirst()
            .orElseThrow(() -> unsupported(config, named));
    requirePlain(config, family);
    return family;
  }

  private static PareException unsupported(JsonObject config, List<String> named) {
    String name =
        "architecture " + named.stream().map(Names::printable).collect(Collectors.joining(", "));
    if (experts(config) || name.matches("(?i).*(mixtral|moe).*")) {
      return new PareException(
          config.source(), name + " is a mixture of experts", "take a dense model");
    }
    if (isTrue(config, "is_encoder_decoder")) {
      return new PareException(
          config.source(), name + " is an encoder and a decoder", "take a decoder-only model");
    }
    if (sees(config)) {
      return new PareException(
          config.source(), name + " takes more than text", "take a model of text only");
    }
    return new PareException(
        config.source(), name + " is not supported", "this version runs " + supported());
  }

  /** What a known architecture's name may hide. */
  private static void requirePlain(JsonObject config, Family family) {
    if (experts(config)) {
      throw new PareException(config.source(), "is a mixture of experts", "take a dense model");
    }
    if (isTrue(config, "is_encoder_decoder") || isTrue(config, "add_cross_attention")) {
      throw new PareException(
          config.source(), "is part of an encoder and a decoder", "take a decoder-only model");
    }
    if (sees(config)) {
      throw new PareException(config.source(), "takes more than text", "take a model of text only");
    }
    for (String key : List.of("use_bidirectional_attention", "scale_attn_by_inverse_layer_idx")) {
      if (isTrue(config, key)) {
        throw FamilyKeys.unsupported(config, key, true, "take a model without it");
      }
    }
    if (family == Family.GPT2 && !config.bool("scale_attn_weights").orElse(true)) {
      throw FamilyKeys.unsupported(config, "scale_attn_weights", false, "take a model with it");
    }
  }

  private static boolean experts(JsonObject config) {
    return EXPERT_COUNTS.stream()
        .anyMatch(key -> config.values().get(key) instanceof Long count && count > 1);
  }

  private static boolean sees(JsonObject config) {
    return Stream.of("vision_config", "audio_config").anyMatch(config::has);
  }

  private static boolean isTrue(JsonObject config, String key) {
    return Boolean.TRUE.equals(config.values().get(key));
  }

  static String supported() {
    return Arrays.stream(Family.values())
        .map(Family::architecture)
        .collect(Collectors.joining(", "));
  }
}
