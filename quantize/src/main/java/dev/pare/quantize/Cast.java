package dev.pare.quantize;

import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.MadeRows;
import dev.pare.core.tensor.RowErrors;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A weight of any encoding as plain floats of one type, decoded when they are read, rounded half to
 * even. What each row lost is kept as it is read; {@link #relativeError} needs all of them.
 */
public final class Cast extends MadeRows {
  private final String name;
  private final WeightTensor weight;
  private final DType type;
  private final int columns;
  private final RowErrors errors;

  /**
   * @param name for errors
   * @param type F32, F16 or BF16
   */
  public Cast(String name, WeightTensor weight, DType type) {
    super(weight.shape(), weight.shape().size() * type.byteSize());
    this.name = name;
    this.weight = weight;
    this.type = type;
    this.columns = weight.shape().columns();
    this.errors = new RowErrors(weight.shape().rows());
  }

  /** The weight in its new type. */
  public DenseTensor tensor() {
    return new DenseTensor(type, weight.shape(), this);
  }

  /** Σ(w − ŵ)² / Σw²; rows that nobody has read yet are read now. */
  double relativeError() {
    return errors.relative(row -> make(row, 1));
  }

  @Override
  protected ByteBuffer make(int firstRow, int rows) {
    float[] w = new float[rows * columns];
    float[] rounded = new float[rows * columns];
    weight.decodeRows(firstRow, rows, w);
    ByteBuffer bytes = ByteBuffer.allocate(w.length * type.byteSize());
    FloatCodec.encode(type, w, 0, w.length, bytes.order(ByteOrder.LITTLE_ENDIAN));
    FloatCodec.decode(type, bytes.flip(), rounded, 0, w.length);
    for (int row = 0; row < rows; row++) {
      count(firstRow + row, w, rounded, row * columns);
    }
    return bytes.rewind();
  }

  private void count(int row, float[] w, float[] rounded, int from) {
    double error = 0;
    double energy = 0;
    for (int i = from; i < from + columns; i++) {
      double difference = (double) w[i] - rounded[i];
      error += difference * difference;
      energy += (double) w[i] * w[i];
    }
    if (!Double.isFinite(energy)) {
      throw new PareException(
          name, "holds NaN or infinite weights", "take an undamaged checkpoint");
    }
    if (!Double.isFinite(error)) {
      throw new PareException(
          name, "holds weights beyond the range of " + type, "take bf16 or f32");
    }
    errors.note(row, error, energy);
  }
}
