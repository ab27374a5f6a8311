package dev.pare.atlas;

/**
 * How often training text tells a fact, beside others: a third of the facts each, by a hash. A fact
 * and its inverse (France has the capital Paris, Paris is the capital of France) are told equally
 * often.
 */
public enum Exposure {
  RARE(1),
  COMMON(3),
  FREQUENT(9);

  private final int weight;

  Exposure(int weight) {
    this.weight = weight;
  }

  /** Expected mentions, in units of a rare fact's. */
  public int weight() {
    return weight;
  }

  static Exposure of(String key) {
    return values()[(int) (Chance.fraction("exposure " + key) * values().length)];
  }
}
