package dev.pare.core.checkpoint;

import java.util.Set;

/**
 * The safetensors entries that hold what is kept of one sparse weight, beside those that its values
 * share: compressed-tensors' names, and one of Pare's own for N:M.
 */
record SparseNames(
    String compressed, String bitmask, String rowOffsets, String pattern, String shape) {
  private static final String COMPRESSED = ".compressed";
  private static final Set<String> OTHERS = Set.of("bitmask", "row_offsets", "pattern", "shape");

  /** The entries of a weight such as {@code model.layers.0.mlp.up_proj.weight}. */
  static SparseNames of(String weight) {
    String module = QuantizationConfig.module(weight);
    return new SparseNames(
        module + COMPRESSED,
        module + ".bitmask",
        module + ".row_offsets",
        module + ".pattern",
        module + ".shape");
  }

  /** Whether {@code entry} is one of them, but not the kept weights themselves. */
  static boolean isPart(String entry) {
    return OTHERS.contains(entry.substring(entry.lastIndexOf('.') + 1)) && entry.indexOf('.') > 0;
  }

  /** Whether {@code entry} holds the kept weights. */
  static boolean isCompressed(String entry) {
    return entry.endsWith(COMPRESSED);
  }

  /** The weight that {@code part} belongs to. */
  static String weight(String part) {
    return part.substring(0, part.lastIndexOf('.')) + ".weight";
  }
}
