package dev.pare.quantize.ggml;

/**
 * IQ4_NL: blocks of 32 weights, a float16 d times one of sixteen fixed levels. Minimizes Σc(w −
 * d·level)².
 *
 * <p>For given levels the best d is Σc·level·w / Σc·level²; for given d each weight takes the
 * nearest level. These alternate, beginning from the best of some d at which the weight farthest
 * from zero falls near the lowest level, or the highest.
 *
 * <p>Halfway points between levels are multiples of ½; so a table over ⌊2t⌋ gives the level nearest
 * t at once.
 */
final class CodebookSearch implements BlocksEncoder {
  private static final int SIZE = 32;
  private static final int BLOCK_BYTES = 18;
  private static final int ALTERNATIONS = 2;
  private static final int STEPS = 8;
  private static final float STEP = 2;

  /** No level is 0: weights below this are nearer to 0 than to the levels of the least d. */
  private static final float SMALLEST = 0x1p-21f;

  /** IQ4_NL's, in the order of their codes. */
  private static final int[] LEVELS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice as far as any level. */
  private static final int CELLS = 512;

  private static final byte[] CODES = new byte[CELLS];
  private static final float[] NEAREST = new float[CELLS];

  static {
    for (int cell = 0; cell < CELLS; cell++) {
      double t = (cell + 0.5 - CELLS / 2) / 2;
      int code = 0;
      while (code + 1 < LEVELS.length && t > (LEVELS[code] + LEVELS[code + 1]) / 2.0) {
        code++;
      }
      CODES[cell] = (byte) code;
      NEAREST[cell] = LEVELS[code];
    }
  }

  private final float[] y = new float[SIZE];
  private final float[] cost = new float[SIZE];
  private final byte[] codes = new byte[SIZE];

  /** Σc·level·y and Σc·level² of the last levels. */
  private float product;

  private float square;

  @Override
  public void encode(float[] w, int from, int count, float[] importance, byte[] out, int to) {
    for (int block = 0; block < count; block++) {
      for (int i = 0; i < SIZE; i++) {
        cost[i] = importance == null ? 1 : importance[(block * SIZE + i) % importance.length];
      }
      encodeBlock(w, from + block * SIZE, out, to + block * BLOCK_BYTES);
    }
  }

  private void encodeBlock(float[] w, int from, byte[] out, int to) {
    float farthest = 0;
    for (int i = from; i < from + SIZE; i++) {
      farthest = Math.abs(w[i]) <= Math.abs(farthest) ? farthest : w[i];
    }
    Lanes.requireFinite(farthest, farthest);
    float inverse = Math.abs(farthest) < Float.MIN_NORMAL ? 0 : 1 / farthest;
    for (int i = 0; i < SIZE; i++) {
      y[i] = w[from + i] * inverse;
    }
    float exact = farthest / search();
    float d = Math.abs(farthest) < SMALLEST ? 0 : ScaleFit.notZero(exact);
    float slope = d == 0 ? 0 : farthest / d;
    for (int i = 0; i < SIZE; i++) {
      codes[i] = CODES[cell(y[i] * slope)];
    }
    SmallPacking.packQ40(d, 0, codes, out, to);
  }

  /** What y is to be multiplied with, to fall on levels. */
  private float search() {
    float slope = LEVELS[0];
    float best = -1;
    for (int i = -STEPS; i < STEPS; i++) {
      for (int end = 0; end < LEVELS.length; end += LEVELS.length - 1) {
        float tried = LEVELS[end] + (i + 0.5f) * 0.5f * STEP;
        sum(tried);
        if (square > 0 && product * product > best * square) {
          best = product * product / square;
          slope = tried;
        }
      }
    }
    for (int i = 0; i < ALTERNATIONS; i++) {
      sum(slope);
      slope = product == 0 ? slope : square / product;
    }
    return slope;
  }

  private void sum(float slope) {
    float evenProduct = 0;
    float evenSquare = 0;
    float oddProduct = 0;
    float oddSquare = 0;
    for (int i = 0; i < SIZE; i += 2) {
      float even = NEAREST[cell(y[i] * slope)];
      float odd = NEAREST[cell(y[i + 1] * slope)];
      evenProduct += cost[i] * even * y[i];
      evenSquare += cost[i] * even * even;
      oddProduct += cost[i + 1] * odd * y[i + 1];
      oddSquare += cost[i + 1] * odd * odd;
    }
    product = evenProduct + oddProduct;
    square = evenSquare + oddSquare;
  }

  private static int cell(float t) {
    return Math.max(0, Math.min(CELLS - 1, (int) (2 * t + CELLS / 2)));
  }
}
