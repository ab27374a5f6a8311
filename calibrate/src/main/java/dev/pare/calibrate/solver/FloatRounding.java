package dev.pare.calibrate.solver;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;

/** Weights as floats of one type: what a mask keeps, where nothing else is done to it. */
public final class FloatRounding implements ColumnRule {
  private final DType type;
  private final Shape shape;

  /** [columns, rows] */
  private final float[] values;

  /**
   * @param type F32, F16 or BF16
   */
  public FloatRounding(DType type, Shape shape) {
    this.type = type;
    this.shape = shape;
    this.values = new float[Math.toIntExact(shape.size())];
  }

  @Override
  public int unit() {
    return 1;
  }

  @Override
  public void choose(BlockRows block, int i, float[] chosen) {
    int at = block.block().column(i) * shape.rows() + block.firstRow();
    for (int lane = 0; lane < block.rows(); lane++) {
      chosen[lane] = FloatCodec.round(type, chosen[lane]);
      values[at + lane] = chosen[lane];
    }
  }

  /** The weight, once it is solved. */
  public DenseTensor tensor() {
    float[] rows = new float[values.length];
    for (int column = 0; column < shape.columns(); column++) {
      for (int row = 0; row < shape.rows(); row++) {
        rows[row * shape.columns() + column] = values[column * shape.rows() + row];
      }
    }
    return DenseTensor.of(type, shape, rows);
  }
}
