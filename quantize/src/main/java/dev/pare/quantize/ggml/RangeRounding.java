package dev.pare.quantize.ggml;

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
 * <tr><td>Q4_1</td><td>(hi − lo) / 15</td><td>lo</td><td>⌊(w − m)/d + ½⌋</td></tr>
 * <tr><td>Q5_1</td><td>(hi − lo) / 31</td><td>lo</td><td>⌊(w − m)/d + ½⌋</td></tr>
 * <tr><td>Q8_0</td><td>|W| / 127</td><td></td><td>w/d, half away from zero</td></tr>
 * </table>
 *
 * d and m are stored as float16 after q is chosen; the division is a multiplication by 1/d.
 */
final class RangeRounding implements BlocksEncoder {
  private static final int SIZE = 32;
  private static final int HALF = SIZE / 2;

  /** The largest float32 below ½: added, it rounds half away from zero, and 0.49999997 to 0. */
  private static final float ALMOST_HALF = 0x0.ffffffp-1f;

  private final int blockBytes;
  private final Block block;
  private final float[] row = new float[Lanes.COUNT];
  private final float[] low = new float[Lanes.COUNT];
  private final float[] high = new float[Lanes.COUNT];

  private RangeRounding(int blockBytes, Block block) {
    this.blockBytes = blockBytes;
    this.block = block;
  }

  /** One block whose weights lie within {@code low} … {@code high}. */
  @FunctionalInterface
  private interface Block {
    void encode(float[] w, int from, float low, float high, byte[] out, int to);
  }

  static RangeRounding q40() {
    return new RangeRounding(18, RangeRounding::encodeQ40);
  }

  static RangeRounding q41() {
    return new RangeRounding(20, RangeRounding::encodeQ41);
  }

  static RangeRounding q50() {
    return new RangeRounding(22, RangeRounding::encodeQ50);
  }

  static RangeRounding q51() {
    return new RangeRounding(24, RangeRounding::encodeQ51);
  }

  static RangeRounding q80() {
    return new RangeRounding(34, RangeRounding::encodeQ80);
  }

  @Override
  public void encode(float[] w, int from, int count, float[] importance, byte[] out, int to) {
    for (int done = 0; done < count; done += Lanes.COUNT) {
      int some = Math.min(Lanes.COUNT, count - done);
      findRanges(w, from + done * SIZE, some);
      for (int l = 0; l < some; l++) {
        Lanes.requireFinite(low[l], high[l]);
        int block = done + l;
        this.block.encode(w, from + block * SIZE, low[l], high[l], out, to + block * blockBytes);
      }
    }
  }

  private void findRanges(float[] w, int from, int count) {
    Lanes.gather(w, from, SIZE, count, low);
    LaneLoops.copy(low, high);
    for (int i = 1; i < SIZE; i++) {
      Lanes.gather(w, from + i, SIZE, count, row);
      LaneLoops.least(row, low);
      LaneLoops.largest(row, high);
    }
  }

  private static void encodeQ40(float[] w, int from, float low, float high, byte[] out, int to) {
    float d = farthest(w, from, low, high) / -8;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    for (int i = 0; i < HALF; i++) {
      int first = Math.min(15, (int) (w[from + i] * inverse + 8.5f));
      int second = Math.min(15, (int) (w[from + i + HALF] * inverse + 8.5f));
      out[to + 2 + i] = (byte) (first | second << 4);
    }
  }

  private static void encodeQ41(float[] w, int from, float low, float high, byte[] out, int to) {
    float m = signed(low, w, from);
    float d = (high - m) / 15;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    Halves.put(m, out, to + 2);
    for (int i = 0; i < HALF; i++) {
      int first = (int) ((w[from + i] - m) * inverse + 0.5f);
      int second = (int) ((w[from + i + HALF] - m) * inverse + 0.5f);
      out[to + 4 + i] = (byte) (first | second << 4);
    }
  }

  private static void encodeQ50(float[] w, int from, float low, float high, byte[] out, int to) {
    float d = farthest(w, from, low, high) / -16;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    int word = 0;
    for (int i = 0; i < HALF; i++) {
      int first = Math.min(31, (int) (w[from + i] * inverse + 16.5f));
      int second = Math.min(31, (int) (w[from + i + HALF] * inverse + 16.5f));
      out[to + 6 + i] = (byte) ((first & 15) | second << 4);
      word |= (first >> 4) << i | (second >> 4) << (i + HALF);
    }
    putWord(word, out, to + 2);
  }

  private static void encodeQ51(float[] w, int from, float low, float high, byte[] out, int to) {
    float m = signed(low, w, from);
    float d = (high - m) / 31;
    float inverse = inverse(d);
    Halves.put(d, out, to);
    Halves.put(m, out, to + 2);
    int word = 0;
    for (int i = 0; i < HALF; i++) {
      int first = (int) ((w[from + i] - m) * inverse + 0.5f);
      int second = (int) ((w[from + i + HALF] - m) * inverse + 0.5f);
      out[to + 8 + i] = (byte) ((first & 15) | second << 4);
      word |= (first >> 4) << i | (second >> 4) << (i + HALF);
    }
    putWord(word, out, to + 4);
  }

  private static void encodeQ80(float[] w, int from, float low, float high, byte[] out, int to) {
    float d = Math.max(-low, high) / 127;
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

  private static float farthest(float[] w, int from, float low, float high) {
    if (-low == high) {
      return high == 0 ? 0 : first(w, from, high);
    }
    return -low > high ? low : high;
  }

  /** The first of the weights ±{@code magnitude}. */
  private static float first(float[] w, int from, float magnitude) {
    int i = from;
    while (Math.abs(w[i]) != magnitude) {
      i++;
    }
    return w[i];
  }

  /** The minimum with the sign of the first weight that is it: there are two zeros. */
  private static float signed(float low, float[] w, int from) {
    return low == 0 ? first(w, from, 0) : low;
  }
}
