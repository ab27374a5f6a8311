package dev.pare.evaluate.statistics;

/**
 * Samples whose score changed.
 *
 * @param gained the model's is higher than the baseline's
 * @param lost it is lower
 */
public record Flips(int gained, int lost) {
  static Flips of(double[] differences) {
    int gained = 0;
    int lost = 0;
    for (double difference : differences) {
      gained += difference > 0 ? 1 : 0;
      lost += difference < 0 ? 1 : 0;
    }
    return new Flips(gained, lost);
  }
}
