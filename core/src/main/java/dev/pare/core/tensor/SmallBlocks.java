package dev.pare.core.tensor;

import static dev.pare.core.tensor.BlockDecoder.half;

/**
 * ggml's blocks of 32 weights, w₀ … w₃₁, byte for byte. d and m are little-endian float16; nibbles
 * are 16 bytes, of which byte i has q of wᵢ in its low half and of wᵢ₊₁₆ in its high half; high is
 * a little-endian 32-bit word whose bit i is bit 4 of qᵢ.
 *
 * <table>
 * <caption>Stored bytes and what they mean</caption>
 * <tr><th>type</th><th>bytes</th><th>w, in float32</th></tr>
 * <tr><td>Q4_0</td><td>d 2, nibbles 16</td><td>(q − 8)·d</td></tr>
 * <tr><td>Q4_1</td><td>d 2, m 2, nibbles 16</td><td>q·d + m</td></tr>
 * <tr><td>Q5_0</td><td>d 2, high 4, nibbles 16</td><td>(q − 16)·d</td></tr>
 * <tr><td>Q5_1</td><td>d 2, m 2, high 4, nibbles 16</td><td>q·d + m</td></tr>
 * <tr><td>Q8_0</td><td>d 2, q 32 (signed)</td><td>q·d</td></tr>
 * <tr><td>IQ4_NL</td><td>d 2, nibbles 16</td><td>d·{@link #LEVELS}[q]</td></tr>
 * </table>
 */
final class SmallBlocks {
  private static final int HALF = 16;

  /** IQ4_NL's sixteen values: denser near zero, as weights are. */
  private static final byte[] LEVELS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private SmallBlocks() {}

  static void decodeQ40(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 2 + i];
      w[to + i] = ((pair & 15) - 8) * d;
      w[to + i + HALF] = (((pair >> 4) & 15) - 8) * d;
    }
  }

  static void decodeQ41(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    float m = half(in, at + 2);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 4 + i];
      w[to + i] = (pair & 15) * d + m;
      w[to + i + HALF] = ((pair >> 4) & 15) * d + m;
    }
  }

  static void decodeQ50(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    int high = word(in, at + 2);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 6 + i];
      w[to + i] = (fiveBits(pair, high >>> i) - 16) * d;
      w[to + i + HALF] = (fiveBits(pair >> 4, high >>> (i + HALF)) - 16) * d;
    }
  }

  static void decodeQ51(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    float m = half(in, at + 2);
    int high = word(in, at + 4);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 8 + i];
      w[to + i] = fiveBits(pair, high >>> i) * d + m;
      w[to + i + HALF] = fiveBits(pair >> 4, high >>> (i + HALF)) * d + m;
    }
  }

  static void decodeQ80(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    for (int i = 0; i < 2 * HALF; i++) {
      w[to + i] = in[at + 2 + i] * d;
    }
  }

  static void decodeIq4Nl(byte[] in, int at, float[] w, int to) {
    float d = half(in, at);
    for (int i = 0; i < HALF; i++) {
      int pair = in[at + 2 + i];
      w[to + i] = d * LEVELS[pair & 15];
      w[to + i + HALF] = d * LEVELS[(pair >> 4) & 15];
    }
  }

  private static int fiveBits(int low, int high) {
    return (low & 15) | ((high & 1) << 4);
  }

  private static int word(byte[] in, int at) {
    return (in[at] & 0xff)
        | ((in[at + 1] & 0xff) << 8)
        | ((in[at + 2] & 0xff) << 16)
        | (in[at + 3] << 24);
  }
}
