package dev.pare.core.recipe;

import dev.pare.core.PareException;
import dev.pare.core.json.Yaml;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The compression methods on the class path. */
public final class Methods {
  private static final List<CompressionMethod> ALL =
      ServiceLoader.load(CompressionMethod.class).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Methods() {}

  /** The kinds for which there is at least one method, sorted. */
  public static Set<String> kinds() {
    return ALL.stream().map(CompressionMethod::kind).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of a kind's methods, sorted. */
  public static Set<String> names(String kind) {
    return ALL.stream()
        .filter(method -> method.kind().equals(kind))
        .map(CompressionMethod::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The settings that the step's method understands.
   *
   * @throws PareException if there is no such method
   */
  public static Set<String> keys(Step step) {
    return named(step).keys();
  }

  /** The step's method with the step's settings. */
  public static CheckpointTransform configure(Step step) {
    CompressionMethod method = named(step);
    Yaml.requireKeys(step.settings(), method.keys());
    return method.configure(step.settings());
  }

  static CompressionMethod named(Step step) {
    return ALL.stream()
        .filter(method -> method.kind().equals(step.kind()) && method.name().equals(step.method()))
        .findFirst()
        .orElseThrow(
            () ->
                new PareException(
                    step.settings().source(),
                    "unknown method \"" + step.method() + "\" for " + step.kind(),
                    "known are " + String.join(", ", names(step.kind()))));
  }
}
