package dev.pare.quantize.ggml;

/** The bytes of blocks of 32; what they mean stands in core's {@code SmallBlocks}. */
final class SmallPacking {
  private static final int HALF = 16;

  private SmallPacking() {}

  static void packQ40(float d, float m, byte[] q, byte[] out, int to) {
    Halves.put(d, out, to);
    putNibbles(q, out, to + 2);
  }

  static void packQ41(float d, float m, byte[] q, byte[] out, int to) {
    Halves.put(d, out, to);
    Halves.put(m, out, to + 2);
    putNibbles(q, out, to + 4);
  }

  static void packQ50(float d, float m, byte[] q, byte[] out, int to) {
    Halves.put(d, out, to);
    putFiveBits(q, out, to + 2);
  }

  static void packQ51(float d, float m, byte[] q, byte[] out, int to) {
    Halves.put(d, out, to);
    Halves.put(m, out, to + 2);
    putFiveBits(q, out, to + 4);
  }

  private static void putNibbles(byte[] q, byte[] out, int to) {
    for (int i = 0; i < HALF; i++) {
      out[to + i] = (byte) (q[i] | q[i + HALF] << 4);
    }
  }

  /** A word of high bits, then nibbles. */
  private static void putFiveBits(byte[] q, byte[] out, int to) {
    int word = 0;
    for (int i = 0; i < HALF; i++) {
      int low = q[i];
      int high = q[i + HALF];
      out[to + 4 + i] = (byte) ((low & 15) | high << 4);
      word |= (low >> 4) << i | (high >> 4) << (i + HALF);
    }
    for (int i = 0; i < 4; i++) {
      out[to + i] = (byte) (word >> (8 * i));
    }
  }
}
