package dev.pare.quantize.ggml;

import dev.pare.core.tensor.FloatCodec;

/** The float16 scales of blocks. */
final class Halves {
  private static final int LARGEST = 0x7bff;

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

  /**
   * The float16 that lies {@code steps} beyond the one nearest {@code value}, away from 0.
   *
   * @throws UnfitWeights if there is none near
   */
  static float beside(float value, int steps) {
    short half = FloatCodec.floatToF16(value);
    if ((half & 0x7c00) == 0x7c00) {
      throw UnfitWeights.tooLarge();
    }
    int magnitude = Math.max(0, Math.min(LARGEST, (half & 0x7fff) + steps));
    return FloatCodec.f16ToFloat((short) ((half & 0x8000) | magnitude));
  }
}
