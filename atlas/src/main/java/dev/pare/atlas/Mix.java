package dev.pare.atlas;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What training text consists of.
 *
 * @param weights of the kinds of documents, in proportion; a kind without one does not occur
 */
public record Mix(Map<Kind, Integer> weights) {
  public Mix {
    Map<Kind, Integer> copy = new EnumMap<>(Kind.class);
    copy.putAll(weights);
    weights = Collections.unmodifiableMap(copy);
  }

  /** The mix that atlas is trained on. */
  public static Mix bundled() {
    return read(Resources.yaml("mix"));
  }

  /**
   * A mapping of kinds, in lower case, to whole numbers.
   *
   * @throws PareException if a kind is unknown, or no weight is above 0
   */
  public static Mix read(JsonObject yaml) {
    Map<Kind, Integer> weights = new EnumMap<>(Kind.class);
    for (String key : yaml.keys()) {
      weights.put(kind(yaml, key), yaml.requireInt(key, 0));
    }
    if (weights.values().stream().allMatch(weight -> weight == 0)) {
      throw new PareException(yaml.source(), "has no weight above 0", "weigh a kind of document");
    }
    return new Mix(weights);
  }

  private static Kind kind(JsonObject yaml, String key) {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(key)) {
        return kind;
      }
    }
    throw new PareException(
        yaml.source(), "unknown kind of document \"" + key + "\"", "see docs/atlas.md");
  }
}
