package dev.pare.atlas;

/**
 * How often training text tells a fact, beside others: a third of the facts each, by a hash. A fact
 * and its inverse (France has the capital Paris, Paris is the capital of France) are told equally
 * often. {@link Mix#exposure} says how often.
 */
public enum Exposure {
  RARE,
  COMMON,
  FREQUENT;

  static Exposure of(String key) {
    return values()[(int) (Chance.fraction("exposure " + key) * values().length)];
  }
}
