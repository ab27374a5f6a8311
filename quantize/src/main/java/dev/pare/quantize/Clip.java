package dev.pare.quantize;

import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.solver.GroupLoss;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.WeightTensor;
import java.util.Optional;

/**
 * AWQ's clips: the part 1, 0.95 … 0.55 of its range that each group's grid covers, the first for
 * which the group by itself loses least of the layer's outputs.
 */
final class Clip implements GridFit {
  private static final int STEPS = 10;
  private static final double STEP = 0.05;

  /** By how many twentieths less than the whole range. [rows, groups] */
  private final byte[] steps;

  private final int groups;
  private final int groupSize;

  private Clip(byte[] steps, int groups, int groupSize) {
    this.steps = steps;
    this.groups = groups;
    this.groupSize = groupSize;
  }

  /**
   * A weight that is stored with its columns and rows multiplied.
   *
   * @param before as it was
   * @param exact multiplied
   * @param columns what undoes the factors of the columns, and {@code rows}, those of the rows
   */
  record Scaled(
      WeightTensor before, WeightTensor exact, Optional<float[]> columns, Optional<float[]> rows) {
    /** What a stand-in for {@code exact} is to the unchanged input. */
    WeightTensor back(WeightTensor made) {
      return ScaledRows.of(made, columns, rows);
    }
  }

  static Clip search(
      String name,
      Scaled weight,
      QuantizationScheme scheme,
      DType scaleType,
      InputStatistics inputs) {
    int columns = weight.before().shape().columns();
    int size = scheme.granularity().groupSize(columns);
    byte[] steps = null;
    float[] least = null;
    for (int step = 0; step < STEPS; step++) {
      double part = 1 - step * STEP;
      GridFit whole = (grid, w, from, to, row, column) -> fit(grid, w, from, to, part);
      WeightTensor made =
          new RoundToNearest(name, weight.exact(), scheme, scaleType, whole).tensor();
      float[] losses = GroupLoss.of(weight.before(), weight.back(made), inputs, size);
      if (least == null) {
        least = losses;
        steps = new byte[losses.length];
      }
      for (int i = 0; i < losses.length; i++) {
        if (losses[i] < least[i]) {
          least[i] = losses[i];
          steps[i] = (byte) step;
        }
      }
    }
    return new Clip(steps, scheme.granularity().groupsPerRow(columns), size);
  }

  private static boolean fit(Grid grid, float[] w, int from, int to, double part) {
    boolean finite = grid.fit(w, from, to);
    grid.fit(part);
    return finite;
  }

  @Override
  public boolean fit(Grid grid, float[] w, int from, int to, int row, int column) {
    return fit(grid, w, from, to, 1 - steps[row * groups + column / groupSize] * STEP);
  }
}
