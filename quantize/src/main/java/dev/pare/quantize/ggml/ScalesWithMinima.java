package dev.pare.quantize.ggml;

/**
 * Groups with a minimum: ŵ = S·q − M, S = d·s and M = dmin·m, both integers 0 … the largest.
 *
 * <p>For given codes the best M of a scale S is S·q̄ − w̄, the bars meaning averages by cost; d and
 * dmin solve the 2×2 normal equations of Σc(w − d·s·q + dmin·m)².
 */
final class ScalesWithMinima extends ScaleIntegers {
  private static final int COUNT = Lanes.COUNT;

  /** Of codes, in units of C: also the scale of a lane of one code counts a little. */
  private static final float LEAST_SPREAD = 1e-3f;

  private final ScaleFit fit;
  private final ThroughZero throughZero;
  private final float[] minimum = new float[COUNT];
  private final float[] spread = new float[COUNT];
  private final float[] meanCode = new float[COUNT];
  private final float[] candidateMinimum = new float[COUNT];

  ScalesWithMinima(SuperBlock type, ScaleSearch search) {
    super(type, search, 2, 1);
    this.throughZero = new ThroughZero(search.lanes, search.top);
    this.fit = new ScaleFit(0, type.highestScale(), type.reach());
  }

  @Override
  void begin() {
    lanes.spreadRange(true);
    search.search();
    for (int l = 0; l < COUNT; l++) {
      beginLane(l);
    }
    for (int first = 0; first < COUNT; first += type.groups()) {
      tried.d[first] = fit.fit(scale, spread, first, type.groups());
      tried.dmin[first] = fit.fit(minimum, lanes.sumCost, first, type.groups());
    }
  }

  private void beginLane(int l) {
    float span = lanes.span[l];
    float c = lanes.sumCost[l];
    float u = search.sums[l];
    float uu = search.sums[l + COUNT];
    meanCode[l] = 0.5f * (u / c + search.top);
    spread[l] = Math.max(LEAST_SPREAD * c, 0.25f * (uu - u * u / c));
    scale[l] = Math.max(0, 2 * search.alpha[l] * span);
    minimum[l] = search.alpha[l] * search.top * span - lanes.middle[l] - search.beta[l] * span;
    if (minimum[l] < 0) {
      minimum[l] = 0;
      scale[l] = throughZero.scale(l);
      meanCode[l] = throughZero.meanCode(l);
    }
  }

  @Override
  void aimCandidate(int l) {
    int first = first(l);
    float s = candidate[l] * tried.d[first];
    candidateMinimum[l] = nearestMinimum(l, s, meanCode[l], tried.dmin[first]);
    aim(l, s, candidateMinimum[l] * tried.dmin[first]);
  }

  private float nearestMinimum(int l, float s, float meanCode, float dmin) {
    if (dmin == 0) {
      return 0;
    }
    float mean = lanes.middle[l] + lanes.span[l] * lanes.sumY[l] / lanes.sumCost[l];
    return fit.integer((s * meanCode - mean) / dmin);
  }

  @Override
  double settle(int l) {
    int first = first(l);
    float s = candidate[l] * tried.d[first];
    double u = search.sums[l];
    double uu = search.sums[l + COUNT];
    double uy = search.sums[l + 2 * COUNT];
    double c = lanes.sumCost[l];
    float code = (float) (0.5 * (u / c + search.top));
    candidateMinimum[l] = nearestMinimum(l, s, code, tried.dmin[first]);
    double a = alpha(l, s);
    double b = beta(l, s, candidateMinimum[l] * tried.dmin[first]);
    return lanes.sumYY[l]
        - 2 * a * uy
        - 2 * b * lanes.sumY[l]
        + a * a * uu
        + 2 * a * b * u
        + b * b * c;
  }

  private float alpha(int l, float s) {
    return 0.5f * s * lanes.inverse[l];
  }

  private float beta(int l, float s, float m) {
    return (0.5f * s * search.top - m - lanes.middle[l]) * lanes.inverse[l];
  }

  @Override
  void accept(int l) {
    super.accept(l);
    tried.m[l] = candidateMinimum[l];
  }

  @Override
  void aim(int l, float s, float m) {
    search.alpha[l] = alpha(l, s);
    search.beta[l] = beta(l, s, m);
  }

  @Override
  void refit(int first) {
    double ss = 0;
    double sm = 0;
    double mm = 0;
    double sw = 0;
    double mw = 0;
    double top = search.top;
    for (int l = first; l < first + type.groups(); l++) {
      double s = tried.s[l];
      double m = tried.m[l];
      double c = lanes.sumCost[l];
      double u = sums[l];
      double middle = lanes.middle[l];
      double span = lanes.span[l];
      ss += s * s * 0.25 * (sums[l + COUNT] + 2 * top * u + top * top * c);
      sm += s * m * 0.5 * (u + top * c);
      mm += m * m * c;
      sw += s * 0.5 * (middle * (u + top * c) + span * (sums[l + 2 * COUNT] + top * lanes.sumY[l]));
      mw += m * (middle * c + span * lanes.sumY[l]);
    }
    double determinant = ss * mm - sm * sm;
    if (determinant > 1e-9 * ss * mm) {
      tried.d[first] = positive((sw * mm - mw * sm) / determinant);
      tried.dmin[first] = positive((sw * sm - mw * ss) / determinant);
    } else if (ss > 0) {
      tried.d[first] = positive(sw / ss);
    }
  }

  private static float positive(double d) {
    return d > 0 ? ScaleFit.notZero((float) d) : 0;
  }
}
