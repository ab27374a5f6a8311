package dev.pare.quantize.ggml;

import java.util.Arrays;

/**
 * Finds, for each lane, the grid that minimizes Σc(y − ŷ)²: with a scale and a minimum, ŷ = αu + β,
 * or with a scale alone, ŷ = α(u − 1).
 *
 * <p>The codes that some grid gives have a best grid of their own, by least squares, whose error
 * follows from six sums (Lloyd's alternation). It stops at the nearest local minimum; so it begins
 * from the best of a few dozen grids that overshoot or undershoot the range a little at each end.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>q, top</td><td>code, 0 … top</td></tr>
 * <tr><td>u</td><td>2q − top</td></tr>
 * <tr><td>α, β</td><td>half the step, and the middle of the grid</td></tr>
 * <tr><td>slope, shift</td><td>q is y·slope + shift, rounded and held within 0 … top</td></tr>
 * </table>
 */
final class ScaleSearch {
  private static final int COUNT = Lanes.COUNT;
  private static final int ALTERNATIONS = 2;

  /** The steepest grid that {@link LaneLoops} can round on. */
  static final float STEEPEST = 0x1p20f;

  final Lanes lanes;
  final int top;

  /** U, UU, UY of the last codes: [3, COUNT]. */
  final float[] sums = new float[3 * COUNT];

  final float[] slope = new float[COUNT];
  final float[] shift = new float[COUNT];
  final float[] alpha = new float[COUNT];
  final float[] beta = new float[COUNT];

  private final boolean withMinimum;
  private final float[][] candidates;
  private final float[][] gains;

  private ScaleSearch(Lanes lanes, int top, boolean withMinimum, float[][] candidates) {
    this.lanes = lanes;
    this.top = top;
    this.withMinimum = withMinimum;
    this.candidates = candidates;
    this.gains = new float[candidates.length][COUNT];
  }

  /**
   * For lanes of {@link Lanes#spreadRange}: −½ falls a below code 0 and ½ b above top, a and b up
   * to {@code reach}, in units of the step.
   */
  static ScaleSearch withMinimum(Lanes lanes, int top, int steps, float reach) {
    float[][] candidates = new float[steps * steps][];
    for (int i = 0; i < candidates.length; i++) {
      float a = step(i / steps, steps, reach);
      float b = step(i % steps, steps, reach);
      float slope = top + a + b;
      candidates[i] = new float[] {slope, 0.5f * slope - a};
    }
    return new ScaleSearch(lanes, top, true, candidates);
  }

  /**
   * For lanes of {@link Lanes#spreadFarthest}: the farthest weight falls up to {@code reach} beyond
   * or short of the lowest code, or of the highest.
   */
  static ScaleSearch ofScale(Lanes lanes, int top, int steps, float reach) {
    float[][] candidates = new float[2 * steps][];
    float half = 0.5f * (top + 1);
    for (int i = 0; i < steps; i++) {
      float delta = step(i, steps, reach);
      candidates[i] = new float[] {-(half + delta), half};
      candidates[i + steps] = new float[] {half - 1 + delta, half};
    }
    return new ScaleSearch(lanes, top, false, candidates);
  }

  /** The i-th of {@code steps} numbers spread evenly over −reach … reach. */
  private static float step(int i, int steps, float reach) {
    return reach * (2f * i / (steps - 1) - 1);
  }

  /** Searches in all lanes; then {@link #slope} and {@link #shift} are those of α and β. */
  void search() {
    for (int i = 0; i < candidates.length; i++) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < lanes.size; k++) {
        LaneLoops.sum(lanes.y[k], lanes.cost[k], candidates[i][0], candidates[i][1], top, sums);
      }
      if (withMinimum) {
        LaneLoops.gainWithMinimum(sums, lanes.sumCost, lanes.sumY, gains[i]);
      } else {
        LaneLoops.gainOfScale(sums, lanes.sumCost, lanes.sumY, gains[i]);
      }
    }
    for (int l = 0; l < COUNT; l++) {
      float[] best = candidates[best(l)];
      slope[l] = best[0];
      shift[l] = best[1];
    }
    for (int i = 0; i < ALTERNATIONS; i++) {
      sum();
      solve();
    }
  }

  private int best(int lane) {
    int best = 0;
    for (int i = 1; i < gains.length; i++) {
      best = gains[i][lane] > gains[best][lane] ? i : best;
    }
    return best;
  }

  /** {@link #sums} of the codes that {@link #slope} and {@link #shift} give. */
  void sum() {
    Arrays.fill(sums, 0);
    for (int k = 0; k < lanes.size; k++) {
      LaneLoops.sum(lanes.y[k], lanes.cost[k], slope, shift, top, sums);
    }
  }

  /** The best α and β for the sums. */
  private void solve() {
    for (int l = 0; l < COUNT; l++) {
      double u = sums[l];
      double uu = sums[l + COUNT];
      double uy = sums[l + 2 * COUNT];
      double c = lanes.sumCost[l];
      double y = lanes.sumY[l];
      if (withMinimum) {
        double variance = uu - u * u / c;
        alpha[l] = variance > 1e-6 * uu ? (float) ((uy - u * y / c) / variance) : 0;
        beta[l] = (float) ((y - alpha[l] * u) / c);
      } else {
        double square = uu - 2 * u + c;
        alpha[l] = square > 1e-6 * c ? (float) ((uy - y) / square) : 0;
        beta[l] = -alpha[l];
      }
      aim(l);
    }
  }

  /** Sets slope and shift to those of α and β. */
  void aim(int l) {
    float steep = 0.5f / alpha[l];
    slope[l] = Math.abs(steep) < STEEPEST ? steep : 0;
    shift[l] = slope[l] == 0 ? 0 : 0.5f * top - beta[l] * slope[l];
  }
}
