package dev.pare.core.safetensors;

import java.util.Map;

/**
 * A header that has been checked.
 *
 * @param regions by name, in the order of the bytes
 * @param dataStart the position in the file that the regions count from
 * @param dataSize all bytes after the header
 */
record Header(
    Map<String, String> metadata, Map<String, Region> regions, long dataStart, long dataSize) {
  /** The header key that is no tensor. */
  static final String METADATA = "__metadata__";

  /** The format's own limit on the JSON's length. */
  static final long MAX_LENGTH = 100_000_000;

  /** The bytes before the JSON: its length. */
  static final int LENGTH_BYTES = 8;
}
