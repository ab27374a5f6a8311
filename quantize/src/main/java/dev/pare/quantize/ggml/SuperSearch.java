package dev.pare.quantize.ggml;

/**
 * Super-blocks: groups of 16 or 32 weights whose scales and minima are small integers under float16
 * d and dmin. Each group's best scale and minimum are found first ({@link ScaleSearch}), then the
 * integers ({@link ScaleIntegers}).
 */
final class SuperSearch implements BlocksEncoder {
  private final SuperBlock type;
  private final Lanes lanes;
  private final ScaleSearch search;
  private final ScaleIntegers integers;
  private final float[][] codes;
  private final byte[] block = new byte[SuperBlock.WEIGHTS];

  private SuperSearch(SuperBlock type, Lanes lanes, ScaleSearch search, ScaleIntegers integers) {
    this.type = type;
    this.lanes = lanes;
    this.search = search;
    this.integers = integers;
    this.codes = new float[type.size()][Lanes.COUNT];
  }

  /** Q2_K, Q4_K, Q5_K. */
  static SuperSearch withMinimum(SuperBlock type, int steps, float reach) {
    Lanes lanes = new Lanes(type.size());
    ScaleSearch search = ScaleSearch.withMinimum(lanes, type.top(), steps, reach);
    return new SuperSearch(type, lanes, search, new ScalesWithMinima(type, search));
  }

  /** Q3_K, Q6_K. */
  static SuperSearch ofScale(SuperBlock type, int steps, float reach) {
    Lanes lanes = new Lanes(type.size());
    ScaleSearch search = ScaleSearch.ofScale(lanes, type.top(), steps, reach);
    return new SuperSearch(type, lanes, search, new ScalesAlone(type, search));
  }

  @Override
  public void encode(float[] w, int from, int count, float[] importance, byte[] out, int to) {
    int groups = type.groups();
    int most = Lanes.COUNT / groups;
    for (int done = 0; done < count; done += most) {
      int some = Math.min(most, count - done);
      int first = done * SuperBlock.WEIGHTS;
      int column = importance == null ? 0 : first % importance.length;
      lanes.load(w, from + first, some * groups, importance, column);
      integers.search();
      search.codes(codes);
      for (int i = 0; i < some; i++) {
        int at = to + (done + i) * type.blockBytes();
        LaneCodes.take(codes, i * groups, groups, block);
        type.packing().pack(integers.best, block, i * groups, out, at);
      }
    }
  }
}
