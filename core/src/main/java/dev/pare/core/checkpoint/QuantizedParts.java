package dev.pare.core.checkpoint;

import java.util.Set;

/**
 * The safetensors entries that hold one weight of codes or indices: compressed-tensors' suffixes,
 * and one of Pare's own for codebooks.
 */
record QuantizedParts(
    String packed, String scale, String zeroPoint, String codebook, String shape) {
  private static final String PACKED = "_packed";

  /** The parts of a weight such as {@code model.layers.0.mlp.up_proj.weight}. */
  static QuantizedParts of(String weight) {
    return new QuantizedParts(
        weight + PACKED,
        weight + "_scale",
        weight + "_zero_point",
        weight + "_codebook",
        weight + "_shape");
  }

  /** Whether {@code entry} belongs to a quantized weight: its codes, its scales and so on. */
  static boolean isPart(String entry) {
    return entry.indexOf(".weight_", entry.lastIndexOf('.')) >= 0;
  }

  /** The weight that {@code part} belongs to. */
  static String weightAround(String part) {
    return part.substring(0, part.lastIndexOf('.') + 1) + "weight";
  }

  /** Whether {@code entry} is one of them. */
  boolean has(String entry) {
    return Set.of(packed, scale, zeroPoint, codebook, shape).contains(entry);
  }

  /** Whether {@code entry} is one that a sparse weight has too: what its values share. */
  boolean isShared(String entry) {
    return Set.of(scale, zeroPoint, codebook).contains(entry);
  }

  /** Whether {@code entry} holds the codes of a quantized weight. */
  static boolean isPacked(String entry) {
    return entry.endsWith(".weight" + PACKED);
  }

  /** The weight whose codes {@code packed} holds. */
  static String weight(String packed) {
    return packed.substring(0, packed.length() - PACKED.length());
  }
}
