package dev.pare.study.demo;

import dev.pare.core.Pare;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

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

  /**
   * Those that the demo shows.
   *
   * @param shown to methods that look at the model
   */
  public static List<Ladder> all(Calibration shown) {
    return List.of(
        quantize("rtn", List.of(), 8, 4, 3, 2),
        quantize("gptq", shown.settings(), 3, 2),
        cluster("kmeans", 3, 2),
        prune("wanda", shown.settings(), 30, 50));
  }

  /**
   * A quantization method as {@code pare quantize} applies it where nothing else is said:
   * symmetric, 64 weights a scale.
   *
   * @param widths of a code in bits, falling
   */
  private static Ladder quantize(String method, List<Setting> more, int... widths) {
    return ladder(
        method,
        "%d bits",
        widths,
        bits ->
            Pare.recipe()
                .quantize(
                    method,
                    with(more, Setting.bits(bits), Setting.group(GROUP), Setting.symmetric(true))));
  }

  /** A clustering method with a codebook a channel. */
  private static Ladder cluster(String method, int... widths) {
    return ladder(
        method, "%d bits", widths, bits -> Pare.recipe().cluster(method, Setting.bits(bits)));
  }

  /**
   * @param shares of each weight matrix that go, in percent, rising
   */
  private static Ladder prune(String method, List<Setting> more, int... shares) {
    return ladder(
        method,
        "%d %%",
        shares,
        percent -> Pare.recipe().prune(method, with(more, Setting.sparsity(percent / 100.0))));
  }

  private static Ladder ladder(
      String method, String name, int[] amounts, IntFunction<Pare> recipe) {
    return new Ladder(
        method,
        Arrays.stream(amounts)
            .mapToObj(amount -> new Rung(name.formatted(amount), recipe.apply(amount).build()))
            .toList());
  }

  private static Setting[] with(List<Setting> more, Setting... own) {
    return Stream.concat(Arrays.stream(own), more.stream()).toArray(Setting[]::new);
  }
}
