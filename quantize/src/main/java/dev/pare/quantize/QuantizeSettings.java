package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.NamePattern;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.ZeroPoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The keys that every quantization method reads: {@code bits} (2 to 8, default 4), {@code group} (a
 * size, {@code channel} or {@code tensor}; default 64), {@code symmetric} (default true), the
 * weights to change, and {@code rules}: other bits, group or symmetry for the weights that {@code
 * match} names, the first matching rule deciding.
 */
record QuantizeSettings(QuantizationScheme scheme, TensorSelection selection, List<Rule> rules) {
  static final Set<String> KEYS =
      Set.of(
          "bits", "group", "symmetric", "rules", TensorSelection.TARGETS, TensorSelection.IGNORE);
  private static final Set<String> RULE_KEYS = Set.of("match", "bits", "group", "symmetric");
  private static final QuantizationScheme DEFAULT =
      new QuantizationScheme(4, Granularity.group(64), true);

  record Rule(NamePattern match, QuantizationScheme scheme) {}

  static QuantizeSettings read(JsonObject settings) {
    QuantizationScheme scheme = scheme(settings, DEFAULT);
    List<Rule> rules = new ArrayList<>();
    for (JsonObject rule : settings.objects("rules")) {
      for (String key : rule.keys()) {
        if (!RULE_KEYS.contains(key)) {
          throw new PareException(
              rule.source(),
              "unknown key \"" + key + "\"",
              "known are match, bits, group, symmetric");
        }
      }
      rules.add(new Rule(new NamePattern(rule.requireString("match")), scheme(rule, scheme)));
    }
    return new QuantizeSettings(scheme, TensorSelection.read(settings), List.copyOf(rules));
  }

  private static QuantizationScheme scheme(JsonObject settings, QuantizationScheme defaults) {
    long bits = settings.integer("bits").orElse((long) defaults.numBits());
    if (bits < QuantizationScheme.MIN_BITS || bits > QuantizationScheme.MAX_BITS) {
      throw new PareException(
          settings.source(), "bits " + bits + " is out of range", "give 2 to 8");
    }
    Object group = settings.values().get("group");
    Granularity granularity =
        group == null ? defaults.granularity() : Granularity.parse(group.toString());
    return new QuantizationScheme(
        (int) bits, granularity, settings.bool("symmetric").orElse(defaults.symmetric()));
  }

  /** The same, with other zero points. */
  QuantizeSettings with(ZeroPoints zeroPoints) {
    UnaryOperator<QuantizationScheme> changed =
        s -> new QuantizationScheme(s.numBits(), s.granularity(), zeroPoints);
    return new QuantizeSettings(
        changed.apply(scheme),
        selection,
        rules.stream().map(r -> new Rule(r.match(), changed.apply(r.scheme()))).toList());
  }

  /** What any weight may get. */
  List<QuantizationScheme> schemes() {
    return Stream.concat(Stream.of(scheme), rules.stream().map(Rule::scheme)).toList();
  }

  /** Whether all weights that share a scale are of one row. */
  boolean hasGroups() {
    return schemes().stream().noneMatch(s -> s.granularity() instanceof Granularity.Tensor);
  }

  /**
   * For what compares the weights that share a scale, which those of a whole tensor are too many
   * for.
   *
   * @param what it is called, for errors
   * @throws PareException if any weight would get one scale
   */
  void requireGroups(String source, String what) {
    if (!hasGroups()) {
      throw new PareException(
          source, "has " + what + " for a whole tensor", "give channel or a group size");
    }
  }

  /**
   * @throws PareException if a rule matches no weight
   */
  void checkRules(Checkpoint model) {
    rules.forEach(rule -> TensorSelection.requireMatch(rule.match(), "rule", model));
  }

  /** The scheme for one weight. */
  QuantizationScheme schemeOf(String name) {
    return rules.stream()
        .filter(rule -> rule.match().matches(name))
        .findFirst()
        .map(Rule::scheme)
        .orElse(scheme);
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = describe(scheme);
    all.put(
        TensorSelection.TARGETS, selection.targets().stream().map(NamePattern::toString).toList());
    all.put(
        TensorSelection.IGNORE, selection.ignore().stream().map(NamePattern::toString).toList());
    List<Map<String, Object>> described = new ArrayList<>();
    for (Rule rule : rules) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("match", rule.match().toString());
      entry.putAll(describe(rule.scheme()));
      described.add(entry);
    }
    all.put("rules", described);
    return all;
  }

  private static Map<String, Object> describe(QuantizationScheme scheme) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("bits", (long) scheme.numBits());
    settings.put(
        "group",
        scheme.granularity() instanceof Granularity.Group group
            ? (long) group.size()
            : scheme.granularity().toString());
    settings.put("symmetric", scheme.symmetric());
    return settings;
  }
}
