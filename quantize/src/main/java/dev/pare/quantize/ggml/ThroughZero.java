package dev.pare.quantize.ggml;

/**
 * The best scale S of a lane whose weights all have one sign, so that its minimum must be 0: ŵ =
 * S·q. Such lanes are rare; one is searched at a time, from a few dozen scales at which the largest
 * weight falls on or near the largest code.
 */
final class ThroughZero {
  private static final int STEPS = 33;
  private static final int ALTERNATIONS = 2;

  /** By how much a scale is better, and not by rounding: lanes that are alike then agree. */
  private static final double BETTER = 1 + 1e-6;

  private final Lanes lanes;
  private final int top;

  /** Σcq, Σcqw and Σcq² of the last codes, w in units of the span. */
  private double codes;

  private double product;
  private double square;

  ThroughZero(Lanes lanes, int top) {
    this.lanes = lanes;
    this.top = top;
  }

  /** The scale of lane l; {@link #meanCode} is then that of its codes. */
  float scale(int l) {
    double best = 0;
    double inverse = top;
    for (int i = 0; i < STEPS; i++) {
      double tried = top - 1 + 2.0 * i / (STEPS - 1);
      sum(l, tried);
      if (square > 0 && product * product > BETTER * best * square) {
        best = product * product / square;
        inverse = tried;
      }
    }
    for (int i = 0; i < ALTERNATIONS; i++) {
      sum(l, inverse);
      inverse = product > 0 ? square / product : inverse;
    }
    return (float) (lanes.span[l] / inverse);
  }

  float meanCode(int l) {
    return (float) (codes / lanes.sumCost[l]);
  }

  private void sum(int l, double inverse) {
    codes = 0;
    product = 0;
    square = 0;
    double middle = lanes.middle[l] / lanes.span[l];
    for (int i = 0; i < lanes.size; i++) {
      double w = middle + lanes.y[i][l];
      double q = Math.max(0, Math.min(top, Math.rint(w * inverse)));
      codes += lanes.cost[i][l] * q;
      product += lanes.cost[i][l] * q * w;
      square += lanes.cost[i][l] * q * q;
    }
  }
}
