package dev.pare.core.recipe;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.WeightRole;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Which weights a step changes: the blocks' linear layers, or the matrices that {@code targets}
 * names, less those that {@code ignore} names. Embedding and head are left alone unless a target
 * matches them.
 *
 * @param targets empty for the blocks' linear layers
 */
public record TensorSelection(List<NamePattern> targets, List<NamePattern> ignore) {
  public static final String TARGETS = "targets";
  public static final String IGNORE = "ignore";

  public TensorSelection {
    targets = List.copyOf(targets);
    ignore = List.copyOf(ignore);
  }

  /** Reads the keys {@code targets} and {@code ignore} of a step. */
  public static TensorSelection read(JsonObject settings) {
    return new TensorSelection(patterns(settings, TARGETS), patterns(settings, IGNORE));
  }

  private static List<NamePattern> patterns(JsonObject settings, String key) {
    return settings.strings(key).stream().map(NamePattern::new).toList();
  }

  /**
   * The names of the selected weights, in checkpoint order.
   *
   * @throws PareException if a pattern matches no weight at all: it is a mistake
   */
  public List<String> select(Checkpoint checkpoint) {
    for (NamePattern pattern : targets) {
      requireMatch(pattern, TARGETS, checkpoint);
    }
    for (NamePattern pattern : ignore) {
      requireMatch(pattern, IGNORE, checkpoint);
    }
    List<String> selected = new ArrayList<>();
    for (String name : checkpoint.names()) {
      WeightRole role = WeightRole.of(name, checkpoint.tensor(name).shape());
      boolean wanted =
          targets.isEmpty()
              ? role == WeightRole.LINEAR
              : role != WeightRole.OTHER && anyMatches(targets, name);
      if (wanted && !anyMatches(ignore, name)) {
        selected.add(name);
      }
    }
    if (selected.isEmpty()) {
      throw new PareException(
          TARGETS + " " + targets, "select no weight matrix", "see pare inspect for the names");
    }
    return selected;
  }

  /**
   * @throws PareException if the pattern matches no weight of the checkpoint
   */
  public static void requireMatch(NamePattern pattern, String key, Checkpoint checkpoint) {
    if (checkpoint.names().stream().noneMatch(pattern::matches)) {
      throw new PareException(
          key + " " + pattern, "matches no weight", "see pare inspect for the names");
    }
  }

  private static boolean anyMatches(List<NamePattern> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(name));
  }
}
