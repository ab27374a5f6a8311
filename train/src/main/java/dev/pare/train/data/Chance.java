package dev.pare.train.data;

/** Choices that are functions of numbers, by SplitMix64's finalizer. */
final class Chance {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Chance() {}

  /** Some 64 bits that depend on all of {@code numbers} and on their order. */
  static long bits(long... numbers) {
    long state = GOLDEN;
    for (long number : numbers) {
      state = mix(state + mix(number + GOLDEN));
    }
    return state;
  }

  /** As {@link #bits}, from 0 to 1, 1 not included. */
  static double fraction(long... numbers) {
    return (bits(numbers) >>> 11) * 0x1p-53;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
