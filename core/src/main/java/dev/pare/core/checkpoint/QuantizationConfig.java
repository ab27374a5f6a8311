package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code quantization_config} of {@code config.json}: which module has which scheme, in
 * compressed-tensors' terms.
 *
 * <p>A module takes the scheme of the group that names it exactly, else of one whose {@code re:}
 * pattern matches the start of its name, else of one that targets the class {@code Linear}; {@code
 * ignore} comes before all of them.
 */
final class QuantizationConfig {
  static final String KEY = "quantization_config";
  static final String COMPRESSED_TENSORS = "compressed-tensors";

  /** Pare's own method name, for what compressed-tensors does not promise: see docs/format.md. */
  static final String PARE = "pare";

  static final String PACK_QUANTIZED = "pack-quantized";
  private static final String LINEAR_CLASS = "Linear";

  private record Group(List<String> targets, QuantizationScheme scheme) {}

  private final List<Group> groups = new ArrayList<>();
  private final List<String> ignored;

  private QuantizationConfig(JsonObject json) {
    ignored = json.strings("ignore");
    JsonObject named = json.requireObject("config_groups");
    for (String key : named.keys()) {
      JsonObject group = named.requireObject(key);
      groups.add(new Group(group.strings("targets"), scheme(group.requireObject("weights"))));
    }
  }

  /** The configuration of a compressed model; empty for a dense one. */
  static Optional<QuantizationConfig> read(JsonObject config) {
    Optional<JsonObject> json = config.object(KEY);
    json.ifPresent(QuantizationConfig::requireKnown);
    return json.map(QuantizationConfig::new);
  }

  private static void requireKnown(JsonObject json) {
    String method = json.requireString("quant_method");
    String format = json.string("format").orElse("");
    if (!Set.of(COMPRESSED_TENSORS, PARE).contains(method) || !format.equals(PACK_QUANTIZED)) {
      throw new PareException(
          json.source(),
          "quantized as " + method + " " + format + ", which this version does not read",
          "give a dense checkpoint, or one in compressed-tensors' pack-quantized format");
    }
  }

  private static QuantizationScheme scheme(JsonObject weights) {
    int bits = weights.requireInt("num_bits", QuantizationScheme.MIN_BITS);
    String type = weights.string("type").orElse("int");
    if (bits > QuantizationScheme.MAX_BITS || !type.equals("int")) {
      throw new PareException(
          weights.source(), bits + "-bit " + type + " is not supported", "give 2 to 8 bit int");
    }
    if (weights.string("actorder").filter(order -> order.equals("group")).isPresent()) {
      throw new PareException(
          weights.source(), "actorder \"group\" is not supported", "re-quantize without it");
    }
    return new QuantizationScheme(
        bits, granularity(weights), weights.bool("symmetric").orElse(true));
  }

  private static Granularity granularity(JsonObject weights) {
    long groupSize = weights.integer("group_size").orElse(0L);
    String implied = groupSize > 0 ? "group" : groupSize < 0 ? "channel" : "tensor";
    String strategy = weights.string("strategy").orElse(implied);
    return switch (strategy) {
      case "tensor" -> Granularity.tensor();
      case "channel" -> Granularity.channel();
      case "group" -> Granularity.group(weights.requireInt("group_size", 1));
      default ->
          throw new PareException(
              weights.source(),
              "strategy \"" + strategy + "\" is not supported",
              "give tensor, channel or group");
    };
  }

  /** The scheme of a module, such as {@code model.layers.0.mlp.up_proj}. */
  Optional<QuantizationScheme> schemeOf(String module) {
    if (ignored.stream().anyMatch(name -> matches(name, module))) {
      return Optional.empty();
    }
    return first(module::equals)
        .or(() -> first(target -> target.startsWith("re:") && matches(target, module)))
        .or(() -> first(LINEAR_CLASS::equals));
  }

  private Optional<QuantizationScheme> first(java.util.function.Predicate<String> matching) {
    return groups.stream()
        .filter(group -> group.targets().stream().anyMatch(matching))
        .map(Group::scheme)
        .findFirst();
  }

  private static boolean matches(String target, String module) {
    if (!target.startsWith("re:")) {
      return target.equals(module);
    }
    try {
      return Pattern.compile(target.substring(3)).matcher(module).lookingAt();
    } catch (PatternSyntaxException e) {
      throw new PareException(
          KEY, "\"" + target + "\" is not a regular expression", "correct config.json", e);
    }
  }

  /**
   * The configuration that describes {@code schemes}.
   *
   * @param schemes of each quantized weight, by weight name, with whether its groups divide its
   *     rows
   */
  static Map<String, Object> describe(Map<String, QuantizationScheme> schemes, boolean ragged) {
    Map<QuantizationScheme, List<String>> modules = new LinkedHashMap<>();
    schemes.forEach(
        (name, scheme) ->
            modules.computeIfAbsent(scheme, s -> new ArrayList<>()).add(module(name)));
    Map<String, Object> groups = new LinkedHashMap<>();
    modules.forEach((scheme, names) -> groups.put("group_" + groups.size(), group(scheme, names)));
    boolean promised =
        !ragged && schemes.values().stream().allMatch(s -> s.numBits() == 4 || s.numBits() == 8);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("quant_method", promised ? COMPRESSED_TENSORS : PARE);
    config.put("format", PACK_QUANTIZED);
    config.put("quantization_status", "compressed");
    config.put("config_groups", groups);
    config.put("ignore", schemes.containsKey("lm_head.weight") ? List.of() : List.of("lm_head"));
    return config;
  }

  private static Map<String, Object> group(QuantizationScheme scheme, List<String> modules) {
    Map<String, Object> weights = new LinkedHashMap<>();
    weights.put("num_bits", scheme.numBits());
    weights.put("type", "int");
    weights.put("symmetric", scheme.symmetric());
    if (scheme.granularity() instanceof Granularity.Group group) {
      weights.put("strategy", "group");
      weights.put("group_size", group.size());
    } else {
      weights.put("strategy", scheme.granularity().toString());
    }
    weights.put("dynamic", false);
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("targets", modules);
    group.put("format", PACK_QUANTIZED);
    group.put("weights", weights);
    return group;
  }

  /** The module a weight belongs to. */
  static String module(String weight) {
    return weight.substring(0, weight.length() - ".weight".length());
  }
}
