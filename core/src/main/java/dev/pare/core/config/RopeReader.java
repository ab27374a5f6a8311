package dev.pare.core.config;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rotary positions: at the top of config.json and in {@code rope_scaling}, or (transformers 5) in
 * {@code rope_parameters}, which may differ between full and sliding layers.
 */
final class RopeReader {
  private static final double DEFAULT_THETA = 10_000;
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";
  private static final String ORIGINAL = "original_max_position_embeddings";

  private final JsonObject config;
  private final Optional<JsonObject> parameters;
  private final Optional<JsonObject> ofSliding;
  private final int headDim;

  RopeReader(JsonObject config, int headDim) {
    this.config = config;
    this.headDim = headDim;
    Optional<JsonObject> all = config.object("rope_parameters");
    Optional<JsonObject> full = all.flatMap(rope -> rope.object(FULL));
    parameters = full.isPresent() ? full : all;
    ofSliding = all.flatMap(rope -> rope.object(SLIDING));
  }

  double theta() {
    return FamilyKeys.positive(
        config,
        "rope_theta",
        parameters
            .flatMap(rope -> rope.number("rope_theta"))
            .or(() -> config.number("rope_theta"))
            .orElse(DEFAULT_THETA));
  }

  /** The base of sliding layers, where they have one of their own. */
  OptionalDouble localTheta() {
    ofSliding.ifPresent(
        rope -> {
          String type = rope.string("rope_type").orElse("default");
          if (!type.equals("default")) {
            throw FamilyKeys.unsupported(rope, "rope scaling", type, "take a model without it");
          }
        });
    return ofSliding
        .flatMap(rope -> rope.number("rope_theta"))
        .or(() -> config.number("rope_local_base_freq"))
        .map(theta -> OptionalDouble.of(FamilyKeys.positive(config, "rope_local_base_freq", theta)))
        .orElse(OptionalDouble.empty());
  }

  int rotaryDim() {
    double share =
        parameters
            .flatMap(rope -> rope.number("partial_rotary_factor"))
            .or(() -> config.number("partial_rotary_factor"))
            .orElse(1.0);
    int dim = (int) (headDim * share);
    if (share == 1 && headDim % 2 != 0) {
      throw new PareException(
          config.source(), "head_dim " + headDim + " is odd", "rotary positions need pairs");
    }
    if (!(share > 0 && share <= 1) || dim == 0 || dim % 2 != 0) {
      throw new PareException(
          config.source(),
          "partial_rotary_factor " + share + " of heads " + headDim + " wide is no even number",
          "rotary positions need pairs");
    }
    return dim;
  }

  Optional<RopeScaling> scaling() {
    Optional<JsonObject> scaling = parameters.or(() -> config.object("rope_scaling"));
    if (scaling.isEmpty()) {
      return Optional.empty();
    }
    JsonObject rope = scaling.get();
    String type = rope.string("rope_type").or(() -> rope.string("type")).orElse("default");
    return switch (type) {
      case "default" -> Optional.empty();
      case "linear" -> Optional.of(new RopeScaling.Linear(factor(rope, "factor")));
      case "llama3" ->
          Optional.of(
              new RopeScaling.Llama3(
                  factor(rope, "factor"),
                  factor(rope, "low_freq_factor"),
                  factor(rope, "high_freq_factor"),
                  rope.requireInt(ORIGINAL, 1)));
      case "longrope", "su" -> Optional.of(longRope(rope));
      default ->
          throw FamilyKeys.unsupported(
              rope,
              "rope scaling",
              "\"" + type + "\"",
              "this version knows linear, llama3 and longrope");
    };
  }

  /** How many positions a model of {@code declared} runs: of LongRoPE the original context's. */
  int maxPositions(int declared) {
    return scaling().orElse(null) instanceof RopeScaling.LongRope
        ? Math.min(declared, originalPositions())
        : declared;
  }

  private int originalPositions() {
    return parameters
        .or(() -> config.object("rope_scaling"))
        .flatMap(rope -> rope.intValue(ORIGINAL, 2))
        .or(() -> config.intValue(ORIGINAL, 2))
        .orElseThrow(
            () -> new PareException(config.source(), "\"" + ORIGINAL + "\" is missing", "add it"));
  }

  /** With s = positions / original, cosines and sines grow by √(1 + ln s / ln original). */
  private RopeScaling.LongRope longRope(JsonObject rope) {
    List<Double> factors = rope.list("short_factor").stream().map(f -> number(rope, f)).toList();
    if (factors.size() != rotaryDim() / 2) {
      throw new PareException(
          rope.source(),
          "short_factor has " + factors.size() + " numbers where " + rotaryDim() / 2 + " belong",
          "correct the file");
    }
    double original = originalPositions();
    double stretch =
        rope.number("factor")
            .orElse(config.intValue("max_position_embeddings", 1).orElse(1) / original);
    double implied = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original));
    return new RopeScaling.LongRope(
        factors, FamilyKeys.positive(rope, "attention_factor").orElse(implied));
  }

  private static double number(JsonObject rope, Object element) {
    return factor(new JsonObject(rope.source(), Map.of("short_factor", element)), "short_factor");
  }

  private static double factor(JsonObject rope, String key) {
    double factor =
        rope.number(key)
            .orElseThrow(
                () -> new PareException(rope.source(), "\"" + key + "\" is missing", "add it"));
    return FamilyKeys.positive(rope, key, factor);
  }
}
