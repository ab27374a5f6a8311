package dev.pare.quantize.ggml;

import dev.pare.core.tensor.FloatCodec;

/** The float16 scales of blocks. */
final class Halves {
  private Halves() {}

  /**
   * Stores {@code value}, little-endian.
   *
   * @throws UnfitWeights if it is larger than float16 can say
   */
  static void put(float value, byte[] out, int to) {
    short half = FloatCodec.floatToF16(value);
    if ((half & 0x7c00) == 0x7c00) {
      throw UnfitWeights.tooLarge();
    }
    out[to] = (byte) half;
    out[to + 1] = (byte) (half >> 8);
  }

  /** What {@code value} is once stored. */
  static float round(float value) {
    return FloatCodec.f16ToFloat(FloatCodec.floatToF16(value));
  }
}
