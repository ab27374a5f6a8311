package dev.pare.core.recipe;

import dev.pare.core.json.JsonObject;
import java.util.Set;

/**
 * A method of compression, found by kind and name through {@link java.util.ServiceLoader}: a module
 * that has one lists it under {@code META-INF/services}.
 */
public interface CompressionMethod {
  /** What it does: quantize, cluster, prune … */
  String kind();

  /** Its name in the field: rtn, gptq, wanda … */
  String name();

  /** The keys of the settings that it understands; any other is refused before it is asked. */
  Set<String> keys();

  /**
   * The method with its settings, checked.
   *
   * @throws dev.pare.core.PareException if a setting has no meaning
   */
  CheckpointTransform configure(JsonObject settings);
}
