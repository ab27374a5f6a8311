package dev.pare.train.fresh;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.MadeRows;
import dev.pare.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Rows of normal numbers, or of one number where the deviation is 0. */
final class FreshRows extends MadeRows {
  private final DType type;
  private final int columns;
  private final float mean;
  private final double deviation;
  private final NormalNumbers numbers;

  FreshRows(DType type, Shape shape, float mean, double deviation, NormalNumbers numbers) {
    super(shape, shape.size() * type.byteSize());
    this.type = type;
    this.columns = shape.columns();
    this.mean = mean;
    this.deviation = deviation;
    this.numbers = numbers;
  }

  @Override
  protected ByteBuffer make(int firstRow, int rows) {
    float[] values = new float[rows * columns];
    if (deviation == 0) {
      Arrays.fill(values, mean);
    } else {
      numbers.fill((long) firstRow * columns, deviation, values, values.length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(values.length * type.byteSize());
    FloatCodec.encode(type, values, 0, values.length, bytes);
    return bytes.flip();
  }
}
