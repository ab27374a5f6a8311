package dev.pare.quantize.ggml;

/** Blocks of 32 weights, each a scale and perhaps a minimum in float16, by {@link ScaleSearch}. */
final class SmallSearch implements BlocksEncoder {
  private static final int SIZE = 32;

  /** How a block's scale, minimum and codes are stored. */
  interface Packing {
    void pack(float d, float m, byte[] q, byte[] out, int to);
  }

  private final Lanes lanes = new Lanes(SIZE);
  private final float[][] codes = new float[SIZE][Lanes.COUNT];
  private final byte[] block = new byte[SIZE];
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
    for (int l = 0; l < Lanes.COUNT; l++) {
      roundScales(l);
    }
    search.aim();
    search.codes(codes);
  }

  /** To float16; the codes are then those for the rounded ones. */
  private void roundScales(int l) {
    float span = lanes.span[l];
    d[l] = Halves.round(2 * search.alpha[l] * span);
    search.alpha[l] = 0.5f * d[l] / span;
    if (withMinimum) {
      m[l] = Halves.round(lanes.middle[l] + span * (search.beta[l] - search.alpha[l] * search.top));
      search.beta[l] = (m[l] - lanes.middle[l]) / span + search.alpha[l] * search.top;
    } else {
      search.beta[l] = -search.alpha[l];
    }
  }
}
