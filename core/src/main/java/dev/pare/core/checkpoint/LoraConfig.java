package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code adapter_config.json} of peft: how strongly each module's update counts. Which modules have
 * one, the adapter's tensors tell. What would make it another method is refused by name.
 */
final class LoraConfig {
  static final String FILE = "adapter_config.json";
  private static final String ALPHA = "lora_alpha";
  private static final String ALPHA_PATTERN = "alpha_pattern";

  /** Each changes what the tensors mean where it says anything. */
  private static final List<String> VARIANTS =
      List.of(
          "use_dora",
          "use_qalora",
          "use_bdlora",
          "lora_bias",
          "monteclora_config",
          "kasa_config",
          "arrow_config",
          "alora_invocation_tokens",
          "layer_replication",
          "target_parameters",
          "trainable_token_indices",
          "megatron_config");

  private final JsonObject json;

  LoraConfig(JsonObject json) {
    this.json = json;
    String type = json.requireString("peft_type");
    if (!type.equals("LORA")) {
      throw unsupported("an adapter of type " + Names.quote(type), "give a LoRA adapter");
    }
    for (String key : VARIANTS) {
      Object value = json.values().get(key);
      if (value != null && !List.of(false, List.of(), Map.of()).contains(value)) {
        throw unsupported(key, "merge the adapter with peft and take the merged model");
      }
    }
  }

  private PareException unsupported(String what, String remedy) {
    return new PareException(json.source(), what + " is not supported", remedy);
  }

  /** The model that it was trained on, where it says so. */
  Optional<String> base() {
    return json.string("base_model_name_or_path");
  }

  /**
   * α / r, or α / √r where ranks were stabilized (arXiv 2312.03732).
   *
   * @param module such as {@code model.layers.0.self_attn.q_proj}
   */
  double scale(String module, int rank) {
    double alpha = alpha(module);
    return json.bool("use_rslora").orElse(false) ? alpha / Math.sqrt(rank) : alpha / rank;
  }

  /** The first pattern that is the module's name or an end of it, else what holds for all. */
  private double alpha(String module) {
    JsonObject patterns =
        json.object(ALPHA_PATTERN).orElse(new JsonObject(json.source(), Map.of()));
    JsonObject source =
        patterns.keys().stream()
            .filter(key -> matches(key, module))
            .findFirst()
            .map(key -> new JsonObject(patterns.source(), Map.of(ALPHA, number(patterns, key))))
            .orElse(json);
    return number(source, ALPHA);
  }

  private static double number(JsonObject json, String key) {
    return json.number(key)
        .filter(Double::isFinite)
        .orElseThrow(
            () -> new PareException(json.source(), "\"" + key + "\" is no number", "correct it"));
  }

  private boolean matches(String key, String module) {
    try {
      return Pattern.compile("(.*\\.)?(" + key + ")").matcher(new LimitedText(module)).matches();
    } catch (PatternSyntaxException e) {
      throw new PareException(
          json.source(), Names.quote(key) + " is no regular expression", "correct the file", e);
    } catch (StackOverflowError e) {
      throw LimitedText.tooHard(module, e);
    }
  }
}
