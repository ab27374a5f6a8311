package dev.pare.atlas;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What training text consists of.
 *
 * @param kinds weights of the kinds of documents, in proportion; a kind without one does not occur
 * @param exposure weights of facts, in proportion: how often each is told
 * @param kick of a hundred documents of a kind that LLM-KICK asks, how many are in its prompts
 */
public record Mix(Map<Kind, Integer> kinds, Map<Exposure, Integer> exposure, int kick) {
  private static final String KICK = "kick";

  public Mix {
    kinds = copy(Kind.class, kinds);
    exposure = copy(Exposure.class, exposure);
  }

  private static <E extends Enum<E>> Map<E, Integer> copy(Class<E> type, Map<E, Integer> weights) {
    Map<E, Integer> copy = new EnumMap<>(type);
    copy.putAll(weights);
    return Collections.unmodifiableMap(copy);
  }

  /** The mix that atlas is trained on. */
  public static Mix bundled() {
    return read(Resources.yaml("mix"));
  }

  /**
   * Two mappings to whole numbers, {@code kinds} and {@code exposure}, of names in lower case; and
   * {@code kick}, 0 where it is missing.
   *
   * @throws PareException if a name is unknown, a class of exposure is missing or has no weight, no
   *     kind has one, or {@code kick} is not from 0 to 100
   */
  public static Mix read(JsonObject yaml) {
    Yaml.requireKeys(yaml, Set.of("kinds", "exposure", KICK));
    Map<Kind, Integer> kinds = weights(Kind.class, yaml.requireObject("kinds"), 0);
    if (kinds.values().stream().allMatch(weight -> weight == 0)) {
      throw new PareException(yaml.source(), "has no kind of weight above 0", "weigh one");
    }
    JsonObject exposure = yaml.requireObject("exposure");
    for (Exposure one : Exposure.values()) {
      exposure.requireInt(name(one), 1);
    }
    int kick = yaml.intValue(KICK, 0).orElse(0);
    if (kick > 100) {
      throw new PareException(yaml.source(), "\"kick\" is " + kick, "give a number from 0 to 100");
    }
    return new Mix(kinds, weights(Exposure.class, exposure, 1), kick);
  }

  private static <E extends Enum<E>> Map<E, Integer> weights(
      Class<E> type, JsonObject yaml, int least) {
    Map<E, Integer> weights = new EnumMap<>(type);
    for (String key : yaml.keys()) {
      weights.put(named(type, yaml, key), yaml.requireInt(key, least));
    }
    return weights;
  }

  private static <E extends Enum<E>> E named(Class<E> type, JsonObject yaml, String key) {
    for (E one : type.getEnumConstants()) {
      if (name(one).equals(key)) {
        return one;
      }
    }
    throw new PareException(yaml.source(), "unknown key \"" + key + "\"", "see docs/atlas.md");
  }

  private static String name(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }
}
