package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.ZeroPoints;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of {@code config_groups}: how its targets are stored. What would change a weight's meaning
 * and is not known here is refused by name, so that no weight is decoded wrongly in silence.
 */
final class SchemeReader {
  private static final Set<String> GROUP_KEYS =
      Set.of("targets", "weights", "format", "input_activations", "output_activations", "sparsity");

  /** The last four tell how the scales were found, which their readers need not know. */
  private static final Set<String> WEIGHT_KEYS =
      Set.of(
          QuantizationConfig.ZERO_POINT,
          "num_bits",
          "type",
          "symmetric",
          "strategy",
          "group_size",
          "dynamic",
          "actorder",
          "block_structure",
          "scale_dtype",
          "zp_dtype",
          "observer",
          "observer_kwargs");

  private static final Set<String> CODEBOOK_KEYS =
      Set.of("num_bits", "type", "strategy", "group_size");

  private static final String STRUCTURE = "structure";
  private static final int DEFAULT_BITS = 8;
  private static final int PRESET_GROUP = 128;
  private static final Pattern PRESET = Pattern.compile("W([2-8])A16|W(4)A16_ASYM");

  private SchemeReader() {}

  /**
   * A group given as a scheme.
   *
   * @param format how the folder's weights are stored where the group does not say
   */
  static StoredScheme read(JsonObject group, Optional<String> format) {
    requireKnown(group, GROUP_KEYS);
    refuse(group, "input_activations");
    refuse(group, "output_activations");
    String stored = group.string("format").or(() -> format).orElse("none");
    if (stored.equals(QuantizationConfig.SPARSE)) {
      return sparse(group);
    }
    refuse(group, "sparsity");
    return switch (stored) {
      case QuantizationConfig.PACK_QUANTIZED ->
          StoredScheme.of(weights(group.requireObject("weights")));
      case QuantizationConfig.CODEBOOK -> StoredScheme.of(codebook(group.requireObject("weights")));
      default ->
          throw unsupported(
              group, "format " + stored, "give one in " + QuantizationConfig.PACK_QUANTIZED);
    };
  }

  /** Floats, codes or indices, of which some are kept. */
  private static StoredScheme sparse(JsonObject group) {
    JsonObject sparsity = group.requireObject("sparsity");
    requireKnown(sparsity, Set.of(STRUCTURE));
    String structure = sparsity.requireString(STRUCTURE);
    SparsityPattern pattern =
        SparsityPattern.named(structure)
            .orElseThrow(
                () ->
                    unsupported(
                        sparsity,
                        STRUCTURE + " " + structure,
                        "give unstructured or N:M such as 2:4"));
    return group
        .object("weights")
        .map(SchemeReader::values)
        .map(values -> values.with(pattern))
        .orElseGet(() -> StoredScheme.of(pattern));
  }

  private static StoredScheme values(JsonObject weights) {
    return isCodebook(weights)
        ? StoredScheme.of(codebook(weights))
        : StoredScheme.of(weights(weights));
  }

  private static boolean isCodebook(JsonObject weights) {
    return weights.string("type").orElse("int").equals(QuantizationConfig.CODEBOOK);
  }

  private static CodebookScheme codebook(JsonObject weights) {
    requireKnown(weights, CODEBOOK_KEYS);
    int bits = weights.requireInt("num_bits", 1);
    if (bits > CodebookScheme.MAX_BITS || !isCodebook(weights)) {
      String type = weights.string("type").orElse("int");
      throw unsupported(weights, bits + "-bit " + type, "give 1 to 8 bit codebook");
    }
    String strategy = weights.requireString("strategy");
    return switch (strategy) {
      case "tensor" -> ungrouped(weights, strategy, CodebookScheme.tensor(bits));
      case "channel" -> ungrouped(weights, strategy, CodebookScheme.channel(bits));
      case "channel_group" -> CodebookScheme.group(bits, weights.requireInt("group_size", 1));
      default ->
          throw unsupported(
              weights, "strategy " + strategy, "give tensor, channel or channel_group");
    };
  }

  /** A group given by the name of a scheme, such as {@code W4A16}. */
  static StoredScheme preset(String source, String name) {
    Matcher preset = PRESET.matcher(name.toUpperCase(Locale.ROOT));
    if (!preset.matches()) {
      throw new PareException(
          source, "scheme " + name + " is not supported", "give W2A16 to W8A16 or W4A16_ASYM");
    }
    boolean symmetric = preset.group(1) != null;
    int bits = Integer.parseInt(preset.group(symmetric ? 1 : 2));
    return StoredScheme.of(
        new QuantizationScheme(bits, Granularity.group(PRESET_GROUP), symmetric));
  }

  private static QuantizationScheme weights(JsonObject weights) {
    requireKnown(weights, WEIGHT_KEYS);
    int bits = weights.intValue("num_bits", 1).orElse(DEFAULT_BITS);
    String type = weights.string("type").orElse("int").toLowerCase(Locale.ROOT);
    if (bits < QuantizationScheme.MIN_BITS
        || bits > QuantizationScheme.MAX_BITS
        || !type.equals("int")) {
      throw unsupported(weights, bits + "-bit " + type, "give 2 to 8 bit int");
    }
    requireOneOf(weights, "dynamic", Set.of(false));
    requireOneOf(weights, "actorder", Set.of(false, "weight", "static"));
    boolean symmetric = weights.bool("symmetric").orElse(true);
    Optional<String> zeroPoint = weights.string(QuantizationConfig.ZERO_POINT);
    if (zeroPoint.isEmpty()) {
      return new QuantizationScheme(bits, granularity(weights), symmetric);
    }
    if (symmetric || !zeroPoint.get().equals(QuantizationConfig.FLOAT)) {
      String what = symmetric ? "zero_point with symmetric" : "zero_point " + zeroPoint.get();
      throw unsupported(weights, what, "give float, and symmetric false");
    }
    return new QuantizationScheme(bits, granularity(weights), ZeroPoints.FLOAT);
  }

  private static Granularity granularity(JsonObject weights) {
    Optional<Integer> groupSize = weights.intValue("group_size", -1);
    String implied =
        groupSize
            .map(size -> size > 0 ? "group" : size < 0 ? "channel" : "group 0")
            .orElse("tensor");
    String strategy = weights.string("strategy").orElse(implied).toLowerCase(Locale.ROOT);
    return switch (strategy) {
      case "tensor" -> ungrouped(weights, strategy, Granularity.tensor());
      case "channel" -> ungrouped(weights, strategy, Granularity.channel());
      case "group" -> Granularity.group(weights.requireInt("group_size", 1));
      default ->
          throw unsupported(weights, "strategy " + strategy, "give tensor, channel or group");
    };
  }

  /** What has no groups, and so no size of them. */
  private static <T> T ungrouped(JsonObject weights, String strategy, T shared) {
    int size = weights.intValue("group_size", -1).orElse(0);
    if (size > 0) {
      throw unsupported(weights, "group_size " + size + " with strategy " + strategy, "drop one");
    }
    return shared;
  }

  private static void requireKnown(JsonObject json, Set<String> known) {
    for (String key : json.keys()) {
      if (!known.contains(key) && json.has(key)) {
        throw unsupported(json, "key \"" + key + "\"", "take a newer Pare");
      }
    }
  }

  private static void requireOneOf(JsonObject json, String key, Set<Object> known) {
    Object value = json.values().get(key);
    if (value != null && !known.contains(value)) {
      throw unsupported(json, key + " " + value, "quantize without it");
    }
  }

  /** Refuses a part of the configuration that says something, be it an object or anything else. */
  static void refuse(JsonObject json, String key) {
    Object value = json.values().get(key);
    if (value != null && !value.equals(Map.of())) {
      throw unsupported(json, key, "quantize without it");
    }
  }

  static PareException unsupported(JsonObject json, String what, String remedy) {
    return new PareException(json.source(), what + " is not supported", remedy);
  }
}
