package dev.pare.quantize.ggml;

import dev.pare.core.tensor.GgmlType;

/**
 * Blocks of 32 weights on the grid that their range gives: what ggml's {@code quantize_row_*_ref}
 * functions do, bit for bit, in float32. W is the weight farthest from zero (the first, of two as
 * far), lo and hi are the least and the largest.
 *
 * <table>
 * <caption>Scale, minimum and code</caption>
 * <tr><th>type</th><th>d</th><th>m</th><th>q</th></tr>
 * <tr><td>Q4_0</td><td>W / −8</td><td></td><td>min(15, ⌊w/d + 8.5⌋)</td></tr>
 * <tr><td>Q5_0</td><td>W / −16</td><td></td><td>min(31, ⌊w/d + 16.5⌋)</td></tr>
 * <tr><td>Q4_1</td><td>(hi − lo) / 15</td><td>lo</td><td>min(15, ⌊(w − m)/d + ½⌋)</td></tr>
 * <tr><td>Q5_1</td><td>(hi − lo) / 31</td><td>lo</td><td>min(31, ⌊(w − m)/d + ½⌋)</td></tr>
 * <tr><td>Q8_0</td><td>|W| / 127</td><td></td><td>w/d, half away from zero</td></tr>
 * </table>
 *
 * d and m are stored as float16 after q is chosen; the division is a multiplication by 1/d.
 */
final class RangeRounding {
  private static final int SIZE = 32;
  private static final int HALF = SIZE / 2;

  /** The largest float32 below ½: added, it rounds half away from zero, and 0.49999997 to 0. */
  private static final float ALMOST_HALF = 0x0.ffffffp-1f;

  private RangeRounding() {}

  /** One block of a type. */
  @FunctionalInterface
  interface Block {
    void encode(float[] w, int from, byte[] out, int to);
  }

  static BlocksEncoder each(GgmlType type, Block block) {
    return (w, from, count, importance, out, to) -> {
      for (int i = 0; i < count; i++) {
        block.encode(w, from + i * SIZE, out, to + i * type.blockBytes());
      }
    };
  }

  static void encodeQ40(float[] w, int from, byte[] out, int to) {
    float d = farthest(w, from) / -8;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    for (int i = 0; i < HALF; i++) {
      int low = Math.min(15, (int) (w[from + i] * inverse + 8.5f));
      int high = Math.min(15, (int) (w[from + i + HALF] * inverse + 8.5f));
      out[to + 2 + i] = (byte) (low | high << 4);
    }
  }

  static void encodeQ41(float[] w, int from, byte[] out, int to) {
    float m = least(w, from);
    float d = (largest(w, from) - m) / 15;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    Halves.put(m, out, to + 2);
    for (int i = 0; i < HALF; i++) {
      int low = Math.min(15, (int) ((w[from + i] - m) * inverse + 0.5f));
      int high = Math.min(15, (int) ((w[from + i + HALF] - m) * inverse + 0.5f));
      out[to + 4 + i] = (byte) (low | high << 4);
    }
  }

  static void encodeQ50(float[] w, int from, byte[] out, int to) {
    float d = farthest(w, from) / -16;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    int word = 0;
    for (int i = 0; i < HALF; i++) {
      int low = Math.min(31, (int) (w[from + i] * inverse + 16.5f));
      int high = Math.min(31, (int) (w[from + i + HALF] * inverse + 16.5f));
      out[to + 6 + i] = (byte) ((low & 15) | high << 4);
      word |= (low >> 4) << i | (high >> 4) << (i + HALF);
    }
    putWord(word, out, to + 2);
  }

  static void encodeQ51(float[] w, int from, byte[] out, int to) {
    float m = least(w, from);
    float d = (largest(w, from) - m) / 31;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    Halves.put(m, out, to + 2);
    int word = 0;
    for (int i = 0; i < HALF; i++) {
      int low = Math.min(31, (int) ((w[from + i] - m) * inverse + 0.5f));
      int high = Math.min(31, (int) ((w[from + i + HALF] - m) * inverse + 0.5f));
      out[to + 8 + i] = (byte) ((low & 15) | high << 4);
      word |= (low >> 4) << i | (high >> 4) << (i + HALF);
    }
    putWord(word, out, to + 4);
  }

  static void encodeQ80(float[] w, int from, byte[] out, int to) {
    float d = Math.abs(farthest(w, from)) / 127;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    for (int i = 0; i < SIZE; i++) {
      float t = w[from + i] * inverse;
      out[to + 2 + i] = (byte) (t + Math.copySign(ALMOST_HALF, t));
    }
  }

  private static float inverse(float d) {
    return d == 0 ? 0 : 1 / d;
  }

  private static void putWord(int word, byte[] out, int to) {
    out[to] = (byte) word;
    out[to + 1] = (byte) (word >> 8);
    out[to + 2] = (byte) (word >> 16);
    out[to + 3] = (byte) (word >> 24);
  }

  /**
   * Bits of a float, sign and magnitude, sort as integers where it is positive, and with the sign
   * turned where it is negative: two integer maxima, which need no branches.
   */
  private static float farthest(float[] w, int from) {
    int positive = 0;
    int negative = 0;
    for (int i = from; i < from + SIZE; i++) {
      int bits = Float.floatToRawIntBits(w[i]);
      positive = Math.max(positive, bits);
      negative = Math.max(negative, bits ^ Integer.MIN_VALUE);
    }
    if (positive == negative) {
      return firstOf(Float.intBitsToFloat(positive), w, from);
    }
    return positive > negative ? Float.intBitsToFloat(positive) : -Float.intBitsToFloat(negative);
  }

  private static float firstOf(float magnitude, float[] w, int from) {
    for (int i = from; magnitude != 0 && i < from + SIZE; i++) {
      if (Math.abs(w[i]) == magnitude) {
        return w[i];
      }
    }
    return 0;
  }

  private static float least(float[] w, int from) {
    float least = w[from];
    for (int i = from + 1; i < from + SIZE; i++) {
      least = w[i] < least ? w[i] : least;
    }
    return least;
  }

  private static float largest(float[] w, int from) {
    float largest = w[from];
    for (int i = from + 1; i < from + SIZE; i++) {
      largest = w[i] > largest ? w[i] : largest;
    }
    return largest;
  }
}
