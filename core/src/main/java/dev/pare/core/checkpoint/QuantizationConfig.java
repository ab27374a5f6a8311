package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code quantization_config} of {@code config.json}: which module has which scheme, in
 * compressed-tensors' terms.
 *
 * <p>A module takes the scheme whose target is its name, else one whose {@code re:} pattern matches
 * the start of its name, else that of its class; {@code ignore} comes before all of them. Of
 * several patterns that match, the first in the alphabet decides; of several groups with one
 * target, the last.
 */
final class QuantizationConfig {
  static final String KEY = "quantization_config";
  static final String COMPRESSED_TENSORS = "compressed-tensors";

  /** Pare's own method name, for what compressed-tensors does not promise: see docs/format.md. */
  static final String PARE = "pare";

  static final String PACK_QUANTIZED = "pack-quantized";

  /** Pare's own: indices into codebooks, and weights of which some are kept. */
  static final String CODEBOOK = "codebook";

  static final String SPARSE = "sparse";

  /** Pare's own key of {@code weights}: {@code float} where zero points are floats. */
  static final String ZERO_POINT = "zero_point";

  static final String FLOAT = "float";

  static final String MIXED_PRECISION = "mixed-precision";
  private static final Set<String> FORMATS =
      Set.of(PACK_QUANTIZED, CODEBOOK, SPARSE, MIXED_PRECISION);
  private static final String GROUPS = "config_groups";
  private static final String PATTERN = "re:";

  private final Map<String, StoredScheme> byTarget = new TreeMap<>();
  private final Map<String, Pattern> patterns = new TreeMap<>();
  private final List<String> ignored;

  private QuantizationConfig(JsonObject json) {
    ignored = json.strings("ignore");
    compile(json, ignored);
    JsonObject groups = json.requireObject(GROUPS);
    if (groups.keys().isEmpty()) {
      throw new PareException(json.source(), GROUPS + " is empty", "correct the file");
    }
    Optional<String> format = json.string("format").filter(f -> !f.equals(MIXED_PRECISION));
    for (String name : groups.keys()) {
      add(groups, name, format);
    }
  }

  private void add(JsonObject groups, String name, Optional<String> format) {
    if (groups.values().get(name) instanceof List<?>) {
      put(groups, groups.strings(name), SchemeReader.preset(groups.source(), name));
      return;
    }
    JsonObject group = groups.requireObject(name);
    put(group, group.strings("targets"), SchemeReader.read(group, format));
  }

  private void put(JsonObject json, List<String> targets, StoredScheme scheme) {
    if (targets.isEmpty()) {
      throw new PareException(json.source(), "names no targets", "add them");
    }
    compile(json, targets);
    targets.forEach(target -> byTarget.put(target, scheme));
  }

  private void compile(JsonObject json, List<String> names) {
    for (String name : names) {
      try {
        if (name.startsWith(PATTERN)) {
          patterns.put(name, Pattern.compile(name.substring(PATTERN.length())));
        }
      } catch (PatternSyntaxException e) {
        throw new PareException(
            json.source(), "\"" + name + "\" is no regular expression", "correct the file", e);
      }
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
    String format = json.string("format").orElse(MIXED_PRECISION);
    if (!Set.of(COMPRESSED_TENSORS, PARE).contains(method) || !FORMATS.contains(format)) {
      throw new PareException(
          json.source(),
          "quantized as " + method + " " + format + ", which this version does not read",
          "give a dense checkpoint, or one in compressed-tensors' pack-quantized format");
    }
    SchemeReader.refuse(json, "kv_cache_scheme");
    SchemeReader.refuse(json, "transform_config");
    SchemeReader.refuse(json, "moe_sparsity_config");
    if (!json.object("sparsity_config")
        .flatMap(sparsity -> sparsity.string("format"))
        .orElse("dense")
        .equals("dense")) {
      SchemeReader.refuse(json, "sparsity_config");
    }
  }

  /** The scheme of a module, such as {@code model.layers.0.mlp.up_proj}. */
  Optional<StoredScheme> schemeOf(String module) {
    if (ignored.stream().anyMatch(name -> names(name, module) || name.equals(className(module)))) {
      return Optional.empty();
    }
    return Optional.ofNullable(byTarget.get(module))
        .or(() -> byPattern(module))
        .or(() -> Optional.ofNullable(byTarget.get(className(module))));
  }

  private Optional<StoredScheme> byPattern(String module) {
    return byTarget.entrySet().stream()
        .filter(entry -> names(entry.getKey(), module))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private boolean names(String target, String module) {
    Pattern pattern = patterns.get(target);
    return pattern == null ? target.equals(module) : matches(pattern, module);
  }

  private static boolean matches(Pattern pattern, String module) {
    try {
      return pattern.matcher(new LimitedText(module)).lookingAt();
    } catch (StackOverflowError e) {
      throw LimitedText.tooHard(module, e);
    }
  }

  /** The class of Python that the module has. */
  private static String className(String module) {
    return module.endsWith("embed_tokens") ? "Embedding" : "Linear";
  }

  /** The module a weight belongs to. */
  static String module(String weight) {
    return weight.substring(0, weight.length() - ".weight".length());
  }
}
