package dev.pare.quantize;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.MadeRows;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A weight of any encoding as float32, its columns and rows multiplied, made when they are read.
 */
final class ScaledRows extends MadeRows {
  private final WeightTensor weight;
  private final Optional<float[]> columns;
  private final Optional<float[]> rows;

  private ScaledRows(WeightTensor weight, Optional<float[]> columns, Optional<float[]> rows) {
    super(weight.shape(), weight.shape().size() * Float.BYTES);
    this.weight = weight;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * @param columns a factor for each column, or none
   * @param rows a factor for each row, or none
   */
  static DenseTensor of(WeightTensor weight, Optional<float[]> columns, Optional<float[]> rows) {
    return new DenseTensor(DType.F32, weight.shape(), new ScaledRows(weight, columns, rows));
  }

  /** What undoes some factors. */
  static Optional<float[]> inverse(Optional<float[]> factors) {
    return factors.map(
        some -> {
          float[] inverse = new float[some.length];
          for (int i = 0; i < inverse.length; i++) {
            inverse[i] = 1 / some[i];
          }
          return inverse;
        });
  }

  private static void multiply(float[] w, int from, float[] factors) {
    for (int i = 0; i < factors.length; i++) {
      w[from + i] *= factors[i];
    }
  }

  private static void multiply(float[] w, int from, int count, float factor) {
    for (int i = from; i < from + count; i++) {
      w[i] *= factor;
    }
  }

  @Override
  protected ByteBuffer make(int firstRow, int count) {
    int width = weight.shape().columns();
    float[] w = new float[count * width];
    weight.decodeRows(firstRow, count, w);
    for (int row = 0; row < count; row++) {
      if (columns.isPresent()) {
        multiply(w, row * width, columns.get());
      }
      if (rows.isPresent()) {
        multiply(w, row * width, width, rows.get()[firstRow + row]);
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(w.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(w);
    return bytes;
  }
}
