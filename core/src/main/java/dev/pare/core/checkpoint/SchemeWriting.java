package dev.pare.core.checkpoint;

import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.ZeroPoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code quantization_config} of the weights that are not dense; the inverse of its reading. */
final class SchemeWriting {
  private SchemeWriting() {}

  /**
   * The configuration that describes {@code schemes}.
   *
   * @param schemes of each weight that is not dense, by weight name
   * @param own whether any of them is beyond compressed-tensors: its groups do not divide its rows,
   *     or its module is none that it knows
   */
  static Map<String, Object> describe(Map<String, StoredScheme> schemes, boolean own) {
    Map<StoredScheme, List<String>> modules = new LinkedHashMap<>();
    schemes.forEach(
        (name, scheme) ->
            modules
                .computeIfAbsent(scheme, s -> new ArrayList<>())
                .add(QuantizationConfig.module(name)));
    Map<String, Object> groups = new LinkedHashMap<>();
    modules.forEach((scheme, names) -> groups.put("group_" + groups.size(), group(scheme, names)));
    boolean promised = !own && modules.keySet().stream().allMatch(SchemeWriting::isPromised);
    Set<String> formats =
        modules.keySet().stream().map(StoredScheme::format).collect(Collectors.toSet());
    Map<String, Object> config = new LinkedHashMap<>();
    config.put(
        "quant_method", promised ? QuantizationConfig.COMPRESSED_TENSORS : QuantizationConfig.PARE);
    config.put(
        "format",
        formats.size() == 1 ? formats.iterator().next() : QuantizationConfig.MIXED_PRECISION);
    config.put("quantization_status", "compressed");
    config.put("config_groups", groups);
    config.put("ignore", schemes.containsKey("lm_head.weight") ? List.of() : List.of("lm_head"));
    return config;
  }

  /** Whether compressed-tensors reads it: packed codes of 4 or 8 bits. */
  private static boolean isPromised(StoredScheme scheme) {
    return scheme.format().equals(QuantizationConfig.PACK_QUANTIZED)
        && scheme.codes().filter(SchemeWriting::isPromised).isPresent();
  }

  private static boolean isPromised(QuantizationScheme scheme) {
    return (scheme.numBits() == 4 || scheme.numBits() == 8)
        && scheme.zeroPoints() != ZeroPoints.FLOAT;
  }

  private static Map<String, Object> group(StoredScheme scheme, List<String> modules) {
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("targets", modules);
    group.put("format", scheme.format());
    scheme.codes().ifPresent(codes -> group.put("weights", weights(codes)));
    scheme.codebook().ifPresent(codebook -> group.put("weights", weights(codebook)));
    scheme
        .sparsity()
        .ifPresent(pattern -> group.put("sparsity", Map.of("structure", pattern.toString())));
    return group;
  }

  private static Map<String, Object> weights(QuantizationScheme scheme) {
    Map<String, Object> weights = new LinkedHashMap<>();
    weights.put("num_bits", scheme.numBits());
    weights.put("type", "int");
    weights.put("symmetric", scheme.symmetric());
    if (scheme.zeroPoints() == ZeroPoints.FLOAT) {
      weights.put(QuantizationConfig.ZERO_POINT, QuantizationConfig.FLOAT);
    }
    if (scheme.granularity() instanceof Granularity.Group group) {
      weights.put("strategy", "group");
      weights.put("group_size", group.size());
    } else {
      weights.put("strategy", scheme.granularity().toString());
    }
    weights.put("dynamic", false);
    return weights;
  }

  private static Map<String, Object> weights(CodebookScheme scheme) {
    Map<String, Object> weights = new LinkedHashMap<>();
    weights.put("num_bits", scheme.numBits());
    weights.put("type", QuantizationConfig.CODEBOOK);
    if (scheme.channels() == CodebookScheme.WHOLE_TENSOR) {
      weights.put("strategy", "tensor");
    } else if (scheme.channels() == 1) {
      weights.put("strategy", "channel");
    } else {
      weights.put("strategy", "channel_group");
      weights.put("group_size", scheme.channels());
    }
    return weights;
  }
}
