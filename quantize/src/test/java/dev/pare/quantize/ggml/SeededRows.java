package dev.pare.quantize.ggml;

import java.util.List;
import java.util.Locale;

/** The rows of oracles/ggml_encoding.py: float64 arithmetic on SplitMix64's numbers. */
final class SeededRows {
  static final int ROWS = 4;
  static final int COLUMNS = 512;
  private static final int DRAWS = 13;

  /** What weights may be like. */
  enum Kind {
    GAUSS,
    HEAVY,
    STUDENT,
    UNIFORM,
    ZERO,
    CONSTANT,
    OUTLIER,
    TINY,
    DENORMAL,
    LARGE,
    ALTERNATING,
    OFFSET,
    SPARSE;

    static Kind of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  private SeededRows() {}

  /** {@link #ROWS} rows of {@link #COLUMNS}. */
  static float[] rows(Kind kind) {
    float[] rows = new float[ROWS * COLUMNS];
    long index = 1 + (long) List.of(Kind.values()).indexOf(kind) * rows.length * DRAWS;
    for (int i = 0; i < rows.length; i++) {
      double g = -6;
      for (int k = 1; k < DRAWS; k++) {
        g += uniform(index++);
      }
      rows[i] = (float) weight(kind, g, uniform(index++), i % COLUMNS) + 0f;
    }
    return rows;
  }

  private static double weight(Kind kind, double g, double v, int column) {
    return switch (kind) {
      case GAUSS -> g * 0.02;
      case HEAVY -> g * g * g * 0.01;
      case STUDENT -> g * 0.02 / Math.sqrt(v + 0.01);
      case UNIFORM -> (v - 0.5) * 0.1;
      case ZERO -> 0;
      case CONSTANT -> 0.0317;
      case OUTLIER -> column % 256 == 100 ? 30 : g * 0.02;
      case TINY -> g * 1e-6;
      case DENORMAL -> g * 1e-41;
      case LARGE -> g * 1e4;
      case ALTERNATING -> (column % 2 == 0 ? 0.05 : -0.05) + g * 0.001;
      case OFFSET -> g * 0.01 + 1;
      case SPARSE -> v < 0.8 ? 0 : g * 0.02;
    };
  }

  /** A few columns that matter much, many that matter little, some that do not matter. */
  static float[] importance() {
    float[] importance = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      double u = uniform(1_000_000_000L + i);
      importance[i] = i % 97 == 0 ? 0 : (float) (u * u * u * u * 10 + 0.01);
    }
    return importance;
  }

  private static double uniform(long index) {
    long z = index * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1p-53;
  }
}
