package dev.pare.study.kick;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.Methods;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A method of {@code prune} as the study applies it at every amount.
 *
 * @param label what tables call it: its name, and of several numbers of calibration samples its own
 * @param files that it is shown; none for a method that looks at nothing
 * @param samples calibration sequences, where the user says how many
 * @param length tokens of each, where the user says
 */
public record Pruner(
    String label, String method, List<String> files, OptionalLong samples, OptionalLong length) {
  private static final String KIND = "prune";
  private static final String CALIBRATION = "calibration";
  private static final double ANY_SHARE = 0.5;

  public Pruner {
    files = List.copyOf(files);
  }

  /**
   * One for each method, and for each number of samples where the method looks at some.
   *
   * @param files text to look at the model's inputs with
   * @param samples how many sequences of it; empty for the methods' own number
   * @throws PareException if a method is unknown, named twice, or needs files and there are none
   */
  public static List<Pruner> of(
      List<String> methods, List<String> files, List<Long> samples, Optional<Long> length) {
    List<Pruner> pruners = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (String method : methods) {
      for (Pruner pruner : of(method, files, samples, length)) {
        if (!labels.add(pruner.label())) {
          throw new PareException(pruner.label(), "is named twice", "name it once");
        }
        pruners.add(pruner);
      }
    }
    return pruners;
  }

  private static List<Pruner> of(
      String method, List<String> files, List<Long> samples, Optional<Long> length) {
    if (!mustLook(method)) {
      return List.of(
          new Pruner(method, method, List.of(), OptionalLong.empty(), OptionalLong.empty()));
    }
    OptionalLong tokens = length.map(OptionalLong::of).orElse(OptionalLong.empty());
    if (samples.isEmpty()) {
      return List.of(new Pruner(method, method, files, OptionalLong.empty(), tokens));
    }
    return samples.stream()
        .map(
            count ->
                new Pruner(
                    samples.size() == 1 ? method : method + " " + count,
                    method,
                    files,
                    OptionalLong.of(count),
                    tokens))
        .toList();
  }

  /** Whether a method of uniform shares is refused without a calibration. */
  private static boolean mustLook(String method) {
    if (!Methods.keys(step(method, Map.of())).contains(CALIBRATION)) {
      return false;
    }
    try {
      Methods.configure(step(method, Map.of("sparsity", ANY_SHARE)));
      return false;
    } catch (PareException e) {
      return true;
    }
  }

  private static Step step(String method, Map<String, Object> settings) {
    return new Step(KIND, method, new JsonObject(KIND + " " + method, settings));
  }

  /**
   * What prunes so much.
   *
   * @throws PareException if a setting has no meaning
   */
  public Recipe recipe(Amount amount) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(amount.setting().key(), amount.setting().value());
    if (!files.isEmpty()) {
      settings.put(CALIBRATION, files);
    }
    samples.ifPresent(count -> settings.put("samples", count));
    length.ifPresent(tokens -> settings.put("length", tokens));
    Step step = step(method, settings);
    Methods.configure(step);
    return new Recipe(Recipe.VERSION, List.of(step));
  }
}
