package dev.pare.study.demo;

import dev.pare.core.Pare;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.Setting;
import java.util.Arrays;
import java.util.List;

/**
 * A method at several sizes, from the one that keeps most to the one that keeps least.
 *
 * @param method what people call it
 */
public record Ladder(String method, List<Rung> rungs) {
  private static final int GROUP = 64;

  public Ladder {
    rungs = List.copyOf(rungs);
  }

  /**
   * One size.
   *
   * @param name of the size: {@code 4 bits}
   * @param recipe that makes it
   */
  public record Rung(String name, Recipe recipe) {}

  /** Those that the demo shows. */
  public static List<Ladder> all() {
    return List.of(quantize("rtn", 8, 4, 3, 2));
  }

  /**
   * A quantization method as {@code pare quantize} applies it where nothing else is said:
   * symmetric, 64 weights a scale.
   *
   * @param widths of a code in bits, falling
   */
  static Ladder quantize(String method, int... widths) {
    return new Ladder(
        method, Arrays.stream(widths).mapToObj(bits -> quantized(method, bits)).toList());
  }

  private static Rung quantized(String method, int bits) {
    Recipe recipe =
        Pare.recipe()
            .quantize(method, Setting.bits(bits), Setting.group(GROUP), Setting.symmetric(true))
            .build();
    return new Rung(bits + " bits", recipe);
  }
}
