package dev.pare.train.data;

import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A kind of data that a recipe may name, such as {@code text: FILE}. Programs may have kinds of
 * their own beside {@link #bundled}.
 */
public interface SourceKind {
  /** The key that names it, {@code text}. */
  String key();

  /** The keys that may stand beside it. */
  Set<String> settings();

  /**
   * @param item the recipe's entry; of its keys no other than these and {@code weight} are there
   * @param base what relative paths are relative to
   * @param seed the recipe's
   * @throws dev.pare.core.PareException if the entry makes no sense, or there is nothing to read
   */
  DocumentSource open(JsonObject item, Path base, long seed);

  /** {@code text} and {@code jsonl}. */
  static List<SourceKind> bundled() {
    return List.of(new TextKind(), new JsonLinesKind());
  }
}
