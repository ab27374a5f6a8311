package dev.pare.core.checkpoint;

import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.MadeRows;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;

/**
 * W + s·B·A (arXiv 2106.09685) in the type of W, made when it is read: computed in float32, rounded
 * once.
 */
final class LoraBytes extends MadeRows {
  private final DenseTensor base;
  private final DenseTensor down;
  private final DenseTensor up;
  private final float scale;

  /**
   * @param base W [out, in]
   * @param down A [r, in]
   * @param up B [out, r]
   * @param scale s
   */
  LoraBytes(DenseTensor base, DenseTensor down, DenseTensor up, float scale) {
    super(base.shape(), base.byteSize());
    this.base = base;
    this.down = down;
    this.up = up;
    this.scale = scale;
  }

  @Override
  protected ByteBuffer make(int firstRow, int rows) {
    int columns = base.shape().columns();
    float[] w = decode(base, firstRow, rows);
    float[] a = decode(down, 0, down.shape().rows());
    float[] b = decode(up, firstRow, rows);
    for (int row = 0; row < rows; row++) {
      merge(w, row * columns, b, row * down.shape().rows(), a);
    }
    ByteBuffer bytes = ByteBuffer.allocate(w.length * base.type().byteSize());
    FloatCodec.encode(base.type(), w, 0, w.length, bytes);
    return bytes;
  }

  private void merge(float[] w, int from, float[] b, int firstRank, float[] a) {
    int columns = base.shape().columns();
    float[] update = new float[columns];
    for (int k = 0; k < down.shape().rows(); k++) {
      for (int j = 0; j < columns; j++) {
        update[j] += b[firstRank + k] * a[k * columns + j];
      }
    }
    for (int j = 0; j < columns; j++) {
      w[from + j] += scale * update[j];
    }
  }

  private static float[] decode(WeightTensor tensor, int firstRow, int rows) {
    float[] values = new float[Math.multiplyExact(rows, tensor.shape().columns())];
    tensor.decodeRows(firstRow, rows, values);
    return values;
  }
}
