package dev.pare.core.tensor;

import static dev.pare.core.tensor.BlockDecoder.half;

/**
 * ggml's K-quants, byte for byte: super-blocks of 256 weights in groups g of 16 (Q2_K, Q3_K, Q6_K)
 * or 32 (Q4_K, Q5_K), whose scales s and minima m are small integers under a float16 d and dmin.
 *
 * <table>
 * <caption>Stored bytes, in order, and what they mean</caption>
 * <tr><th>type</th><th>bytes</th><th>w, in float32, left to right</th></tr>
 * <tr><td>Q2_K</td><td>s and m 16, low 64, d 2, dmin 2</td><td>(d·s)·q − (dmin·m)</td></tr>
 * <tr><td>Q3_K</td><td>high 32, low 64, s 12, d 2</td><td>(d·(s − 32))·(q − 4)</td></tr>
 * <tr><td>Q4_K</td><td>d 2, dmin 2, s and m 12, nibbles 128</td><td>(d·s)·q − (dmin·m)</td></tr>
 * <tr><td>Q5_K</td><td>d 2, dmin 2, s and m 12, high 32, nibbles 128</td><td>the same</td></tr>
 * <tr><td>Q6_K</td><td>nibbles 128, high 64, s 16 (signed), d 2</td><td>(d·s)·(q − 32)</td></tr>
 * </table>
 *
 * <p>Weight i lies in half n = i / 128, at j = i mod 32 of quarter k = i / 32 mod 4. Two low bits:
 * bits 2k of byte 32n + j. Nibbles of Q4_K and Q5_K: low (k even) or high half of byte 64n + 32(k /
 * 2) + j; of Q6_K: low (k &lt; 2) or high half of byte 64n + 32(k mod 2) + j. The high bit of Q3_K
 * and Q5_K: bit 4n + k of byte j; the two of Q6_K: bits 2k of byte 32n + j.
 *
 * <p>Q2_K keeps s in the low and m in the high half of byte g. Q3_K's 16 scales of six bits: the
 * low four in half g / 8 of byte g mod 8, the high two at bits 2(g / 4) of byte 8 + g mod 4. Q4_K's
 * and Q5_K's eight: for g &lt; 4 the low six bits of bytes g (s) and g + 4 (m); after that the low
 * (s) and high (m) half of byte g + 4, above them the top two bits of bytes g − 4 (s) and g (m).
 */
final class SuperBlocks {
  private static final int SIZE = 256;

  private SuperBlocks() {}

  static void decodeQ2(byte[] in, int at, float[] w, int to) {
    float d = half(in, at + 80);
    float dmin = half(in, at + 82);
    for (int g = 0; g < SIZE / 16; g++) {
      float scale = d * (in[at + g] & 15);
      float min = dmin * ((in[at + g] >> 4) & 15);
      int low = at + 16 + 32 * (g / 8) + 16 * (g % 2);
      int shift = 2 * (g / 2 % 4);
      for (int i = 0; i < 16; i++) {
        w[to + 16 * g + i] = scale * ((in[low + i] >> shift) & 3) - min;
      }
    }
  }

  static void decodeQ3(byte[] in, int at, float[] w, int to) {
    float d = half(in, at + 108);
    for (int g = 0; g < SIZE / 16; g++) {
      int fourBits = (in[at + 96 + g % 8] >> (4 * (g / 8))) & 15;
      int twoBits = (in[at + 104 + g % 4] >> (2 * (g / 4))) & 3;
      float scale = d * ((fourBits | (twoBits << 4)) - 32);
      int high = at + 16 * (g % 2);
      int low = at + 32 + 32 * (g / 8) + 16 * (g % 2);
      int shift = 2 * (g / 2 % 4);
      for (int i = 0; i < 16; i++) {
        int q = ((in[low + i] >> shift) & 3) | (((in[high + i] >> (g / 2)) & 1) << 2);
        w[to + 16 * g + i] = scale * (q - 4);
      }
    }
  }

  static void decodeQ4(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    float dmin = half(in, at + 2);
    for (int g = 0; g < SIZE / 32; g++) {
      float scale = d * scale(in, at + 4, g);
      float min = dmin * min(in, at + 4, g);
      int nibbles = at + 16 + 32 * (g / 2);
      int shift = 4 * (g % 2);
      for (int i = 0; i < 32; i++) {
        w[to + 32 * g + i] = scale * ((in[nibbles + i] >> shift) & 15) - min;
      }
    }
  }

  static void decodeQ5(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    float dmin = half(in, at + 2);
    int high = at + 16;
    for (int g = 0; g < SIZE / 32; g++) {
      float scale = d * scale(in, at + 4, g);
      float min = dmin * min(in, at + 4, g);
      int nibbles = at + 48 + 32 * (g / 2);
      int shift = 4 * (g % 2);
      for (int i = 0; i < 32; i++) {
        int q = ((in[nibbles + i] >> shift) & 15) | (((in[high + i] >> g) & 1) << 4);
        w[to + 32 * g + i] = scale * q - min;
      }
    }
  }

  static void decodeQ6(byte[] in, int at, float[] w, int to) {
    float d = half(in, at + 208);
    for (int g = 0; g < SIZE / 16; g++) {
      float scale = d * in[at + 192 + g];
      int quarter = g / 2 % 4;
      int nibbles = at + 64 * (g / 8) + 32 * (quarter % 2) + 16 * (g % 2);
      int high = at + 128 + 32 * (g / 8) + 16 * (g % 2);
      for (int i = 0; i < 16; i++) {
        int fourBits = (in[nibbles + i] >> (4 * (quarter / 2))) & 15;
        int twoBits = (in[high + i] >> (2 * quarter)) & 3;
        w[to + 16 * g + i] = scale * ((fourBits | (twoBits << 4)) - 32);
      }
    }
  }

  private static int scale(byte[] in, int at, int g) {
    return g < 4 ? in[at + g] & 63 : (in[at + g + 4] & 15) | (((in[at + g - 4] >> 6) & 3) << 4);
  }

  private static int min(byte[] in, int at, int g) {
    return g < 4
        ? in[at + g + 4] & 63
        : ((in[at + g + 4] >> 4) & 15) | (((in[at + g] >> 6) & 3) << 4);
  }
}
