package dev.pare.core.gguf;

import dev.pare.core.json.JsonObject;
import java.util.Map;

/**
 * A header that has been checked.
 *
 * @param metadata the values that are no arrays
 * @param arrays the values that are
 * @param regions by name, in the order of the bytes
 * @param dataStart the position in the file that the regions count from
 */
record Header(
    int version,
    JsonObject metadata,
    Map<String, GgufArray> arrays,
    Map<String, Region> regions,
    long dataStart) {
  /** A limit of Pare's own: the largest vocabularies take a quarter of it. */
  static final long MAX_LENGTH = 100_000_000;

  static final String ALIGNMENT = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;
}
