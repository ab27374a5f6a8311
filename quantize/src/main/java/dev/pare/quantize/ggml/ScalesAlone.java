package dev.pare.quantize.ggml;

/**
 * Groups without a minimum: ŵ = S·(q − 2^(b−1)), S = d·s, s a signed integer. For given codes d is
 * Σ s·Σc(q − 2^(b−1))w / Σ s²·Σc(q − 2^(b−1))².
 */
final class ScalesAlone extends ScaleIntegers {
  private static final int COUNT = Lanes.COUNT;

  private final ScaleFit fit;
  private final float[] spread = new float[COUNT];

  ScalesAlone(SuperBlock type, ScaleSearch search) {
    super(type, search, 1, type.numBits() > 3 ? 1 : 0);
    this.fit = new ScaleFit(type.lowestScale(), type.highestScale(), type.reach());
  }

  @Override
  void begin() {
    lanes.spreadFarthest();
    search.search();
    for (int l = 0; l < COUNT; l++) {
      scale[l] = 2 * search.alpha[l] * lanes.span[l];
      spread[l] = Math.max(lanes.sumCost[l], (float) square(search.sums, l));
    }
    for (int first = 0; first < COUNT; first += type.groups()) {
      tried.d[first] = fit.fit(scale, spread, first, type.groups());
    }
  }

  private double square(float[] sums, int l) {
    return sums[l + COUNT] - 2.0 * sums[l] + lanes.sumCost[l];
  }

  private double product(float[] sums, int l) {
    return sums[l + 2 * COUNT] - lanes.sumY[l];
  }

  @Override
  void aimCandidate(int l) {
    aim(l, candidate[l] * tried.d[first(l)], 0);
  }

  @Override
  void aim(int l, float s, float m) {
    search.alpha[l] = 0.5f * s * lanes.inverse[l];
    search.beta[l] = -search.alpha[l];
  }

  @Override
  double settle(int l) {
    double a = search.alpha[l];
    return lanes.sumYY[l] - 2 * a * product(search.sums, l) + a * a * square(search.sums, l);
  }

  @Override
  void refit(int first) {
    double ss = 0;
    double sw = 0;
    for (int l = first; l < first + type.groups(); l++) {
      double s = tried.s[l];
      ss += s * s * square(sums, l);
      sw += 2 * s * lanes.span[l] * product(sums, l);
    }
    if (ss > 0) {
      tried.d[first] = ScaleFit.notZero((float) (sw / ss));
    }
  }
}
