package dev.pare.quantize;

import dev.pare.calibrate.solver.BlockRows;
import dev.pare.calibrate.solver.ColumnRule;
import dev.pare.calibrate.solver.RowChunks;
import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.WeightTensor;

/**
 * GPTQ's rule: a weight takes the nearest point of its group's {@link Grid}. Grids are fitted
 * before the loop to the weights as they were (static), or each group's when the turn comes to its
 * first column, to the weights as they stand then. Codes and grids are kept by columns, as they
 * come.
 */
final class GptqGrids implements ColumnRule, QuantizedTensor.RowSource {
  /** Rows whose grids are fitted, or whose codes are turned, at a time. */
  private static final int ROWS = 64;

  private final String name;
  private final WeightTensor weight;
  private final QuantizationScheme scheme;
  private final DType scaleType;
  private final GridFit fit;
  private final boolean fixed;
  private final int rows;
  private final int columns;
  private final int groups;
  private final int groupSize;

  /** [columns, rows] */
  private final byte[] codes;

  /** [groups, rows] */
  private final float[] scales;

  /** [groups, rows] */
  private final byte[] zeroPoints;

  /**
   * @param name for errors
   * @param fit of each group's grid; of a whole tensor's one that does not ask where weights are
   * @param fixed whether all grids are fitted now
   * @throws PareException if the weight holds NaN, or rows too long to be packed
   */
  GptqGrids(
      String name, WeightTensor weight, QuantizationScheme scheme, GridFit fit, boolean fixed) {
    this.name = name;
    this.weight = weight;
    this.scheme = scheme;
    this.scaleType = RoundToNearest.scaleType(weight);
    this.fit = fit;
    this.rows = weight.shape().rows();
    this.columns = weight.shape().columns();
    this.groups = scheme.granularity().groupsPerRow(columns);
    this.groupSize = scheme.granularity().groupSize(columns);
    this.fixed = fixed || groups == 1;
    if (weight.shape().size() > Integer.MAX_VALUE || columns > QuantizedLayout.MAX_COLUMNS) {
      throw new PareException(
          name, "has " + weight.shape().size() + " weights in one matrix", "leave it as it is");
    }
    this.codes = new byte[rows * columns];
    this.scales = new float[rows * groups];
    this.zeroPoints = new byte[rows * groups];
    if (scheme.granularity() instanceof Granularity.Tensor) {
      fitTensor();
    } else if (this.fixed) {
      RowChunks.run(rows, ROWS, this::fitRows);
    }
  }

  /** The weight in its new encoding, once it is solved. */
  QuantizedTensor tensor() {
    return new QuantizedTensor(weight.shape(), scheme, scaleType, this);
  }

  private void fitRows(int first, int count) {
    float[] w = new float[Math.multiplyExact(count, columns)];
    weight.decodeRows(first, count, w);
    Grid grid = new Grid(scheme, scaleType);
    for (int row = 0; row < count; row++) {
      for (int group = 0; group < groups; group++) {
        int from = row * columns + group * groupSize;
        int to = Math.min(from + groupSize, (row + 1) * columns);
        fit(grid, w, from, to, first + row, group);
        keep(grid, group, first + row);
      }
    }
  }

  private void fitTensor() {
    float[] w = new float[rows * columns];
    weight.decodeRows(0, rows, w);
    Grid grid = new Grid(scheme, scaleType);
    fit(grid, w, 0, w.length, 0, 0);
    for (int row = 0; row < rows; row++) {
      keep(grid, 0, row);
    }
  }

  private void fit(Grid grid, float[] w, int from, int to, int row, int group) {
    if (!fit.fit(grid, w, from, to, row, group * groupSize)) {
      throw new PareException(
          name, "holds NaN or infinite weights", "take an undamaged checkpoint");
    }
  }

  private void keep(Grid grid, int group, int row) {
    scales[group * rows + row] = grid.scale();
    zeroPoints[group * rows + row] = (byte) grid.zeroPoint();
  }

  @Override
  public int unit() {
    return fixed ? 1 : groupSize;
  }

  @Override
  public void choose(BlockRows block, int i, float[] values) {
    int column = block.block().column(i);
    if (!fixed && column % groupSize == 0) {
      fitGroup(block, i, column / groupSize);
    }
    int at = column * rows + block.firstRow();
    int gridAt = column / groupSize * rows + block.firstRow();
    for (int lane = 0; lane < block.rows(); lane++) {
      float scale = scales[gridAt + lane];
      int zeroPoint = zeroPoints[gridAt + lane];
      float t = values[lane] / scale;
      float inside =
          Math.max(scheme.minCode() - zeroPoint, Math.min(scheme.maxCode() - zeroPoint, t));
      float q = GroupRounding.nearest(inside);
      codes[at + lane] = (byte) ((int) q + zeroPoint);
      values[lane] = q * scale;
    }
  }

  private void fitGroup(BlockRows block, int first, int group) {
    float[] w = new float[Math.min(groupSize, block.block().columns() - first)];
    Grid grid = new Grid(scheme, scaleType);
    for (int lane = 0; lane < block.rows(); lane++) {
      for (int i = 0; i < w.length; i++) {
        w[i] = block.weight(first + i, lane);
      }
      int row = block.firstRow() + lane;
      fit(grid, w, 0, w.length, row, group);
      keep(grid, group, row);
    }
  }

  @Override
  public void read(int firstRow, QuantizedRows into) {
    for (int done = 0; done < into.rowCount(); done += ROWS) {
      int count = Math.min(ROWS, into.rowCount() - done);
      turn(codes, columns, firstRow + done, count, into.codes(), done * columns);
      turn(zeroPoints, groups, firstRow + done, count, into.zeroPoints(), done * groups);
      for (int row = done; row < done + count; row++) {
        for (int group = 0; group < groups; group++) {
          into.scales()[row * groups + group] = scales[group * rows + firstRow + row];
        }
      }
    }
  }

  /** Rows of what is kept by columns. */
  private void turn(byte[] from, int width, int firstRow, int count, byte[] to, int at) {
    for (int column = 0; column < width; column++) {
      int source = column * rows + firstRow;
      for (int row = 0; row < count; row++) {
        to[at + row * width + column] = from[source + row];
      }
    }
  }
}
