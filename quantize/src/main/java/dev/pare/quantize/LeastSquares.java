package dev.pare.quantize;

import dev.pare.calibrate.InputStatistics;
import java.util.stream.DoubleStream;

/**
 * The scale of a group that loses least where its weights' inputs are large: Σ h_j (w_j − ŵ_j)²
 * becomes smaller, never larger than on the grid of the whole range.
 *
 * <p>For grids of p = 1, 0.95 … 0.55 of the range, and then up to five times: the codes d_j = q_j −
 * zeroPoint of that scale, and the scale that is best for these codes, s = Σ h w d / Σ h d². The
 * best of all that were seen counts, the first of equals. Scales are rounded to the type that
 * stores them before they are compared. NNCF's scale estimation takes these steps and this grid;
 * the closed form is ggml's.
 */
final class LeastSquares implements GridFit {
  private static final int PARTS = 10;
  private static final double STEP = 0.05;
  private static final int RECTIFICATIONS = 5;

  private final double[] h;

  /**
   * @param h of each input, such as its mean square on a calibration
   */
  LeastSquares(double[] h) {
    this.h = h;
  }

  /** Weighed by the inputs' mean squares. */
  static LeastSquares of(InputStatistics inputs) {
    return new LeastSquares(
        DoubleStream.of(inputs.squares()).map(sum -> sum / inputs.tokens()).toArray());
  }

  @Override
  public boolean fit(Grid grid, float[] w, int from, int to, int row, int column) {
    if (!grid.fit(w, from, to)) {
      return false;
    }
    double least = Double.POSITIVE_INFINITY;
    double bestPart = 1;
    float bestScale = grid.scale();
    Sums sums = new Sums();
    for (int i = 0; i < PARTS; i++) {
      double part = 1 - i * STEP;
      grid.fit(part);
      for (int step = 0; ; step++) {
        sums.take(grid, w, from, to, column);
        if (sums.error < least) {
          least = sums.error;
          bestPart = part;
          bestScale = grid.scale();
        }
        float before = grid.scale();
        if (step == RECTIFICATIONS || !(sums.product > 0)) {
          break;
        }
        grid.rescale(sums.product / sums.square);
        if (grid.scale() == before || grid.scale() == 0) {
          break;
        }
      }
    }
    grid.fit(bestPart);
    grid.rescale(bestScale);
    return true;
  }

  /** Of one group on one grid. */
  private final class Sums {
    /** Σ h (w − d·scale)² */
    double error;

    /** Σ h w d */
    double product;

    /** Σ h d² */
    double square;

    void take(Grid grid, float[] w, int from, int to, int column) {
      float scale = grid.scale();
      float min = grid.minCode() - grid.zeroPoint();
      float max = grid.maxCode() - grid.zeroPoint();
      error = 0;
      product = 0;
      square = 0;
      for (int i = from; i < to; i++) {
        double d = GroupRounding.nearest(Math.max(min, Math.min(max, w[i] / scale)));
        double weight = h[column + i - from];
        double lost = w[i] - d * scale;
        error += weight * lost * lost;
        product += weight * w[i] * d;
        square += weight * d * d;
      }
    }
  }
}
