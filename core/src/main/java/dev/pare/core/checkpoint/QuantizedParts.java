package dev.pare.core.checkpoint;

import java.util.Set;

/** The safetensors entries that hold one quantized weight, by compressed-tensors' suffixes. */
record QuantizedParts(String packed, String scale, String zeroPoint, String shape) {
  private static final String PACKED = "_packed";

  /** The parts of a weight such as {@code model.layers.0.mlp.up_proj.weight}. */
  static QuantizedParts of(String weight) {
    return new QuantizedParts(
        weight + PACKED, weight + "_scale", weight + "_zero_point", weight + "_shape");
  }

  /** Whether {@code entry} belongs to a quantized weight: its codes, its scales and so on. */
  static boolean isPart(String entry) {
    return entry.indexOf(".weight_", entry.lastIndexOf('.')) >= 0;
  }

  /** The parts of the weight that {@code part} belongs to. */
  static QuantizedParts around(String part) {
    return of(part.substring(0, part.lastIndexOf('.') + 1) + "weight");
  }

  /** Whether {@code entry} is one of them. */
  boolean has(String entry) {
    return Set.of(packed, scale, zeroPoint, shape).contains(entry);
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
