package dev.pare.quantize.ggml;

import java.util.Arrays;

/**
 * Blocks of 32 weights, each a scale and perhaps a minimum in float16, by {@link ScaleSearch}; then
 * the float16 nearest the best scale and those beside it are tried, each with codes and minimum of
 * its own.
 */
final class SmallSearch implements BlocksEncoder {
  private static final int SIZE = 32;

  /** Float16s to try as scale, counted from the nearest. */
  private static final int[] BESIDE = {0, -1, 1};

  /** How a block's scale, minimum and codes are stored. */
  interface Packing {
    void pack(float d, float m, byte[] q, byte[] out, int to);
  }

  private final Lanes lanes = new Lanes(SIZE);
  private final float[][] codes = new float[SIZE][Lanes.COUNT];
  private final byte[] block = new byte[SIZE];
  private final float[] exactAlpha = new float[Lanes.COUNT];
  private final float[] exactBeta = new float[Lanes.COUNT];
  private final double[] least = new double[Lanes.COUNT];
  private final float[] d = new float[Lanes.COUNT];
  private final float[] m = new float[Lanes.COUNT];
  private final ScaleSearch search;
  private final boolean withMinimum;
  private final int blockBytes;
  private final Packing packing;

  private SmallSearch(int numBits, boolean withMinimum, int blockBytes, Packing packing) {
    int top = (1 << numBits) - 1;
    this.search =
        withMinimum
            ? ScaleSearch.withMinimum(lanes, top, 5, 0.7f)
            : ScaleSearch.ofScale(lanes, top, 9, 0.9f);
    this.withMinimum = withMinimum;
    this.blockBytes = blockBytes;
    this.packing = packing;
  }

  static SmallSearch q40() {
    return new SmallSearch(4, false, 18, SmallPacking::packQ40);
  }

  static SmallSearch q41() {
    return new SmallSearch(4, true, 20, SmallPacking::packQ41);
  }

  static SmallSearch q50() {
    return new SmallSearch(5, false, 22, SmallPacking::packQ50);
  }

  static SmallSearch q51() {
    return new SmallSearch(5, true, 24, SmallPacking::packQ51);
  }

  @Override
  public void encode(float[] w, int from, int count, float[] importance, byte[] out, int to) {
    for (int done = 0; done < count; done += Lanes.COUNT) {
      int some = Math.min(Lanes.COUNT, count - done);
      int column = importance == null ? 0 : (int) ((long) done * SIZE % importance.length);
      lanes.load(w, from + done * SIZE, some, importance, column);
      search();
      for (int l = 0; l < some; l++) {
        LaneCodes.take(codes, l, 1, block);
        packing.pack(d[l], m[l], block, out, to + (done + l) * blockBytes);
      }
    }
  }

  private void search() {
    if (withMinimum) {
      lanes.spreadRange(false);
    } else {
      lanes.spreadFarthest();
    }
    search.search();
    System.arraycopy(search.alpha, 0, exactAlpha, 0, Lanes.COUNT);
    System.arraycopy(search.beta, 0, exactBeta, 0, Lanes.COUNT);
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (int beside = 0; beside < BESIDE.length; beside++) {
      for (int l = 0; l < Lanes.COUNT; l++) {
        aim(l, beside(l, BESIDE[beside]), exactBeta[l] - exactAlpha[l] * search.top);
      }
      search.aim();
      search.sum();
      for (int l = 0; l < Lanes.COUNT; l++) {
        keepBetter(l, beside(l, BESIDE[beside]));
      }
    }
    for (int l = 0; l < Lanes.COUNT; l++) {
      aim(l, d[l], (m[l] - lanes.middle[l]) * lanes.inverse[l]);
    }
    search.aim();
    search.codes(codes);
  }

  /** The float16 nearest a lane's scale, or one beside it. */
  private float beside(int l, int steps) {
    return Halves.beside(2 * exactAlpha[l] * lanes.span[l], steps);
  }

  /**
   * @param base where code 0 lies, on the scale of y
   */
  private void aim(int l, float scale, float base) {
    search.alpha[l] = 0.5f * scale * lanes.inverse[l];
    search.beta[l] = withMinimum ? base + search.alpha[l] * search.top : -search.alpha[l];
  }

  /** Fits the minimum to the codes, and takes scale and minimum if they are the best so far. */
  private void keepBetter(int l, float scale) {
    double a = 0.5 * scale * lanes.inverse[l];
    double c = lanes.sumCost[l];
    double y = lanes.sumY[l];
    double u = search.sums[l];
    double b = -a;
    float minimum = 0;
    if (withMinimum) {
      double base = (y - a * u) / c - a * search.top;
      minimum = Halves.round((float) (lanes.middle[l] + lanes.span[l] * base));
      b = ((double) minimum - lanes.middle[l]) * lanes.inverse[l] + a * search.top;
    }
    double uy = search.sums[l + 2 * Lanes.COUNT];
    double uu = search.sums[l + Lanes.COUNT];
    double lost = lanes.sumYY[l] - 2 * a * uy - 2 * b * y + a * a * uu + 2 * a * b * u + b * b * c;
    if (lost < least[l]) {
      least[l] = lost;
      d[l] = scale;
      m[l] = minimum;
    }
  }
}
