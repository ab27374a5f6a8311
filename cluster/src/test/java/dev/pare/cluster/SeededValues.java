package dev.pare.cluster;

import java.util.List;
import java.util.Locale;

/** The values of oracles/kmeans_golden.py: float64 arithmetic on SplitMix64's numbers. */
final class SeededValues {
  private static final int COUNT = 700;
  private static final int DRAWS = 14;

  /** What values may be like. */
  enum Kind {
    GAUSS,
    HEAVY,
    UNIFORM,
    REPEATED,
    OUTLIER,
    OFFSET,
    TWO;

    static Kind of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  private final float[] values = new float[COUNT];
  private final float[] importance = new float[COUNT];

  private SeededValues() {}

  static SeededValues of(Kind kind) {
    SeededValues seeded = new SeededValues();
    long index = 1 + (long) List.of(Kind.values()).indexOf(kind) * COUNT * DRAWS;
    for (int i = 0; i < COUNT; i++) {
      double g = -6;
      for (int k = 0; k < 12; k++) {
        g += uniform(index++);
      }
      seeded.values[i] = (float) value(kind, g, uniform(index++), i);
      double u = uniform(index++);
      seeded.importance[i] = (float) (u * u * u * u * 10);
    }
    return seeded;
  }

  float[] values() {
    return values;
  }

  float[] importance() {
    return importance;
  }

  private static double value(Kind kind, double g, double v, int i) {
    return switch (kind) {
      case GAUSS -> g * 0.02;
      case HEAVY -> g * g * g * 0.01;
      case UNIFORM -> (v - 0.5) * 0.1;
      case REPEATED -> Math.rint(g * 20) / 64;
      case OUTLIER -> i % 256 == 100 ? 3000 : g * 0.02;
      case OFFSET -> g * 0.01 + 100;
      case TWO -> v < 0.3 ? -0.5 : 0.25;
    };
  }

  private static double uniform(long index) {
    long z = index * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1p-53;
  }
}
