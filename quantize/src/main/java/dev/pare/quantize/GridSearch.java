package dev.pare.quantize;

/**
 * The best of a group's grids (GPTQ's MSE search): those of the whole range of its weights and of
 * parts of it, p = 1, 0.99 … 0.21, by Σ|w − ŵ|^2.4; the first of equals. For one thread.
 */
final class GridSearch {
  private static final int STEPS = 100;
  private static final int TRIED = 80;
  private static final double NORM = 2.4;

  /** By how much errors differ that the table tells apart. */
  private static final double CLOSE = 1 + 1e-5;

  /** Terms between looks at whether the sum is beyond the best already. */
  private static final int BLOCK = 64;

  /** |t|^2.4 at multiples of 1/8192 up to 2, to interpolate: few weights lie further off a grid. */
  private static final float[] POWERS = new float[(1 << 14) + 2];

  private static final float POWERS_A_UNIT = 1 << 13;

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = (float) Math.pow(i / POWERS_A_UNIT, NORM);
    }
  }

  private GridSearch() {}

  /**
   * Fits the grid to the weights {@code w[from … to − 1]}.
   *
   * @return false if one of them is NaN or infinite; the grid is then undefined
   */
  static boolean fit(Grid grid, float[] w, int from, int to) {
    if (!grid.fit(w, from, to)) {
      return false;
    }
    double best = error(grid, w, from, to, Double.POSITIVE_INFINITY);
    double part = 1;
    for (int step = 1; step < TRIED; step++) {
      double tried = 1 - step / (double) STEPS;
      grid.fit(tried);
      double error = error(grid, w, from, to, best * CLOSE);
      if (error * CLOSE < best
          || (error < best * CLOSE && isBetter(grid, tried, part, w, from, to))) {
        best = error;
        part = tried;
      }
    }
    grid.fit(part);
    return true;
  }

  /** Which of two that are about as good is better, without a table. */
  private static boolean isBetter(
      Grid grid, double tried, double best, float[] w, int from, int to) {
    grid.fit(best);
    double least = exactError(grid, w, from, to);
    grid.fit(tried);
    return exactError(grid, w, from, to) < least;
  }

  private static double exactError(Grid grid, float[] w, int from, int to) {
    double scale = grid.scale();
    double error = 0;
    for (int i = from; i < to; i++) {
      double q = Math.rint(w[i] / scale) + grid.zeroPoint();
      q = Math.max(grid.minCode(), Math.min(grid.maxCode(), q)) - grid.zeroPoint();
      error += Math.pow(Math.abs(w[i] - q * scale), NORM);
    }
    return error;
  }

  /** Σ|w − ŵ|^2.4, or something above {@code limit} if it is above that. */
  private static double error(Grid grid, float[] w, int from, int to, double limit) {
    double unit = Math.pow(grid.scale(), NORM);
    double most = limit / unit;
    double error = 0;
    for (int i = from; i < to && error <= most; i += BLOCK) {
      error += error(grid, w, i, Math.min(to, i + BLOCK));
    }
    return error * unit;
  }

  /** In units of the scale. */
  private static float error(Grid grid, float[] w, int from, int to) {
    float scale = grid.scale();
    float min = grid.minCode() - grid.zeroPoint();
    float max = grid.maxCode() - grid.zeroPoint();
    float error = 0;
    for (int i = from; i < to; i++) {
      float t = w[i] / scale;
      float q = GroupRounding.nearest(Math.max(min, Math.min(max, t)));
      error += power(Math.abs(t - q));
    }
    return error;
  }

  private static float power(float distance) {
    float at = distance * POWERS_A_UNIT;
    int below = (int) at;
    if (below >= POWERS.length - 1) {
      return (float) Math.pow(distance, NORM);
    }
    return POWERS[below] + (at - below) * (POWERS[below + 1] - POWERS[below]);
  }
}
