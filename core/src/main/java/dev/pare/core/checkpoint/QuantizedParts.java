package dev.pare.core.checkpoint;

/** The safetensors entries that hold one quantized weight, by compressed-tensors' suffixes. */
record QuantizedParts(String packed, String scale, String zeroPoint, String shape) {
  private static final String PACKED = "_packed";

  /** The parts of a weight such as {@code model.layers.0.mlp.up_proj.weight}. */
  static QuantizedParts of(String weight) {
    return new QuantizedParts(
        weight + PACKED, weight + "_scale", weight + "_zero_point", weight + "_shape");
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
