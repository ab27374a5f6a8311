package dev.pare.quantize.ggml;

/** Codes of a few lanes, back in the order of the weights. */
final class LaneCodes {
  private LaneCodes() {}

  /**
   * @param codes [size, lanes]
   * @param q receives those of {@code count} lanes from {@code lane}, one lane after the other
   */
  static void take(float[][] codes, int lane, int count, byte[] q) {
    int size = codes.length;
    for (int i = 0; i < size; i++) {
      float[] row = codes[i];
      for (int g = 0, at = i; g < count; g++, at += size) {
        q[at] = (byte) row[lane + g];
      }
    }
  }
}
