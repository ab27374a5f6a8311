package dev.pare.quantize.ggml;

/**
 * The bytes of super-blocks; what they mean stands in core's {@code SuperBlocks}. A super-block's
 * groups lie in consecutive lanes, the first in {@code lane}; its 256 codes are q.
 */
final class SuperPacking {
  private static final int QUARTER = 32;

  private SuperPacking() {}

  static void packQ2(SuperScales scales, byte[] q, int lane, byte[] out, int to) {
    for (int g = 0; g < 16; g++) {
      out[to + g] = (byte) ((int) scales.s[lane + g] | (int) scales.m[lane + g] << 4);
    }
    putLowPairs(q, out, to + 16);
    Halves.put(scales.d[lane], out, to + 80);
    Halves.put(scales.dmin[lane], out, to + 82);
  }

  static void packQ3(SuperScales scales, byte[] q, int lane, byte[] out, int to) {
    for (int j = 0; j < QUARTER; j++) {
      int bits = 0;
      for (int k = 0; k < 8; k++) {
        bits |= (q[QUARTER * k + j] >> 2) << k;
      }
      out[to + j] = (byte) bits;
    }
    putLowPairs(q, out, to + 32);
    for (int i = 0; i < 12; i++) {
      out[to + 96 + i] = 0;
    }
    for (int g = 0; g < 16; g++) {
      int s = (int) scales.s[lane + g] + 32;
      out[to + 96 + g % 8] |= (byte) ((s & 15) << (4 * (g / 8)));
      out[to + 104 + g % 4] |= (byte) ((s >> 4) << (2 * (g / 4)));
    }
    Halves.put(scales.d[lane], out, to + 108);
  }

  static void packQ4(SuperScales scales, byte[] q, int lane, byte[] out, int to) {
    putScalesAndMinima(scales, lane, out, to);
    for (int n = 0; n < 4; n++) {
      for (int j = 0; j < QUARTER; j++) {
        out[to + 16 + QUARTER * n + j] = (byte) (q[64 * n + j] | q[64 * n + QUARTER + j] << 4);
      }
    }
  }

  static void packQ5(SuperScales scales, byte[] q, int lane, byte[] out, int to) {
    putScalesAndMinima(scales, lane, out, to);
    for (int j = 0; j < QUARTER; j++) {
      int bits = 0;
      for (int n = 0; n < 4; n++) {
        int low = q[64 * n + j];
        int high = q[64 * n + QUARTER + j];
        out[to + 48 + QUARTER * n + j] = (byte) ((low & 15) | (high & 15) << 4);
        bits |= (low >> 4 | (high >> 4) << 1) << (2 * n);
      }
      out[to + 16 + j] = (byte) bits;
    }
  }

  static void packQ6(SuperScales scales, byte[] q, int lane, byte[] out, int to) {
    for (int n = 0; n < 2; n++) {
      for (int j = 0; j < QUARTER; j++) {
        int first = 128 * n + j;
        int q0 = q[first];
        int q1 = q[first + QUARTER];
        int q2 = q[first + 2 * QUARTER];
        int q3 = q[first + 3 * QUARTER];
        out[to + 64 * n + j] = (byte) ((q0 & 15) | (q2 & 15) << 4);
        out[to + 64 * n + QUARTER + j] = (byte) ((q1 & 15) | (q3 & 15) << 4);
        out[to + 128 + QUARTER * n + j] =
            (byte) (q0 >> 4 | (q1 >> 4) << 2 | (q2 >> 4) << 4 | (q3 >> 4) << 6);
      }
    }
    for (int g = 0; g < 16; g++) {
      out[to + 192 + g] = (byte) scales.s[lane + g];
    }
    Halves.put(scales.d[lane], out, to + 208);
  }

  /** The low two bits of Q2_K and Q3_K: four quarters of a half in one byte. */
  private static void putLowPairs(byte[] q, byte[] out, int to) {
    for (int n = 0; n < 2; n++) {
      for (int j = 0; j < QUARTER; j++) {
        int bits = 0;
        for (int k = 0; k < 4; k++) {
          bits |= (q[128 * n + QUARTER * k + j] & 3) << (2 * k);
        }
        out[to + QUARTER * n + j] = (byte) bits;
      }
    }
  }

  /** d, dmin, and eight scales and minima of six bits in twelve bytes: Q4_K and Q5_K. */
  private static void putScalesAndMinima(SuperScales scales, int lane, byte[] out, int to) {
    Halves.put(scales.d[lane], out, to);
    Halves.put(scales.dmin[lane], out, to + 2);
    for (int g = 0; g < 4; g++) {
      int s = (int) scales.s[lane + g];
      int m = (int) scales.m[lane + g];
      int nextS = (int) scales.s[lane + g + 4];
      int nextM = (int) scales.m[lane + g + 4];
      out[to + 4 + g] = (byte) (s | (nextS >> 4) << 6);
      out[to + 8 + g] = (byte) (m | (nextM >> 4) << 6);
      out[to + 12 + g] = (byte) ((nextS & 15) | (nextM & 15) << 4);
    }
  }
}
