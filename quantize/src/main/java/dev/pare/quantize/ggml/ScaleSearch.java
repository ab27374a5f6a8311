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
  private static final float STEEPEST = 0x1p20f;

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
  private final float[] gain = new float[COUNT];
  private final float[] bestGain = new float[COUNT];
  private final float[] larger = new float[COUNT];

  private ScaleSearch(Lanes lanes, int top, boolean withMinimum, float[][] candidates) {
    this.lanes = lanes;
    this.top = top;
    this.withMinimum = withMinimum;
    this.candidates = candidates;
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

  /**
   * The i-th of {@code steps} numbers spread evenly over −reach … reach, from 0 outwards: of grids
   * that are as good, all lanes then take the same.
   */
  private static float step(int i, int steps, float reach) {
    int outwards = (i + 1) / 2;
    return 2 * reach * (i % 2 == 0 ? outwards : -outwards) / (steps - 1);
  }

  /** Searches in all lanes; then {@link #slope} and {@link #shift} are those of α and β. */
  void search() {
    Arrays.fill(bestGain, -1);
    Arrays.fill(slope, 0);
    Arrays.fill(shift, 0);
    for (float[] candidate : candidates) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < lanes.size; k++) {
        LaneLoops.sum(lanes.y[k], lanes.cost[k], candidate[0], candidate[1], top, sums);
      }
      if (withMinimum) {
        LaneLoops.gainWithMinimum(sums, lanes.sumCost, lanes.sumY, gain);
      } else {
        LaneLoops.gainOfScale(sums, lanes.sumCost, lanes.sumY, gain);
      }
      LaneLoops.larger(gain, bestGain, larger);
      LaneLoops.select(larger, candidate[0], slope);
      LaneLoops.select(larger, candidate[1], shift);
      LaneLoops.select(larger, gain, bestGain);
    }
    for (int i = 0; i < ALTERNATIONS; i++) {
      sum();
      solve();
      aim();
    }
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
    if (withMinimum) {
      LaneLoops.scaleWithMinimum(sums, lanes.sumCost, lanes.sumY, alpha);
      LaneLoops.middle(sums, lanes.sumCost, lanes.sumY, alpha, beta);
    } else {
      LaneLoops.scaleAlone(sums, lanes.sumCost, lanes.sumY, alpha);
      LaneLoops.negate(alpha, beta);
    }
  }

  /** Sets slope and shift to those of α and β. */
  void aim() {
    LaneLoops.slope(alpha, STEEPEST, slope);
    LaneLoops.shift(slope, beta, top, shift);
  }

  /**
   * @param q receives the codes, [size, lanes]
   */
  void codes(float[][] q) {
    for (int k = 0; k < lanes.size; k++) {
      LaneLoops.codes(lanes.y[k], slope, shift, top, q[k]);
    }
  }
}
