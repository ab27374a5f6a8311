package dev.pare.quantize.ggml;

import dev.pare.core.tensor.GgmlType;

/** Encodes whole blocks of one type. May hold scratch: for one thread. */
interface BlocksEncoder {
  /**
   * Encodes {@code count} consecutive blocks.
   *
   * @param w finite weights, the first block's at {@code from}
   * @param importance what an error in each weight costs, row by row of {@code columns}: weight
   *     {@code from + i} has {@code importance[i mod columns]}; or null, where all cost the same
   */
  void encode(float[] w, int from, int count, float[] importance, byte[] out, int to);

  static BlocksEncoder of(GgmlType type) {
    return switch (type) {
      case Q4_0 -> RangeRounding.each(type, RangeRounding::encodeQ40);
      case Q4_1 -> RangeRounding.each(type, RangeRounding::encodeQ41);
      case Q5_0 -> RangeRounding.each(type, RangeRounding::encodeQ50);
      case Q5_1 -> RangeRounding.each(type, RangeRounding::encodeQ51);
      case Q8_0 -> RangeRounding.each(type, RangeRounding::encodeQ80);
      default -> throw new IllegalArgumentException(type + " has no encoder");
    };
  }
}
