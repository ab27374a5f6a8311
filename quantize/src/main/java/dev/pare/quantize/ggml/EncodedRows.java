package dev.pare.quantize.ggml;

import dev.pare.core.PareException;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.LentBuffer;
import dev.pare.core.tensor.MadeRows;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;

/** A weight's bytes as blocks of some {@link GgmlType}, encoded when they are read. */
final class EncodedRows extends MadeRows {
  private static final LentBuffer<Buffers> BUFFERS = new LentBuffer<>(Buffers::new);

  private final String name;
  private final WeightTensor weight;
  private final GgmlType type;
  private final float[] importance;
  private final int columns;
  private final int rowBytes;

  /**
   * @param name for errors
   * @param importance by column, or null
   * @throws PareException if rows are not whole blocks
   */
  EncodedRows(String name, WeightTensor weight, GgmlType type, float[] importance) {
    super(weight.shape(), type.byteSize(weight.shape()));
    this.name = name;
    this.weight = weight;
    this.type = type;
    this.importance = importance;
    this.columns = weight.shape().columns();
    if (!type.fits(weight.shape())) {
      throw new PareException(
          name,
          "has rows of " + columns + " weights, which are no whole blocks of " + type,
          "give it a type of smaller blocks");
    }
    this.rowBytes = Math.toIntExact((long) columns / type.blockSize() * type.blockBytes());
  }

  @Override
  protected ByteBuffer make(int firstRow, int rows) {
    Buffers buffers = BUFFERS.take();
    float[] w = buffers.weights(rows * columns);
    byte[] bytes = buffers.bytes(rows * rowBytes);
    weight.decodeRows(firstRow, rows, w);
    buffers.encoder(type, columns).encode(name, w, 0, rows, importance, bytes, 0);
    BUFFERS.giveBack(buffers);
    return ByteBuffer.wrap(bytes);
  }

  /** What one thread needs for one weight at a time. */
  private static final class Buffers {
    private float[] weights = {};
    private byte[] bytes = {};
    private GgmlEncoder encoder;

    float[] weights(int count) {
      weights = weights.length < count ? new float[count] : weights;
      return weights;
    }

    byte[] bytes(int count) {
      bytes = bytes.length < count ? new byte[count] : bytes;
      return bytes;
    }

    GgmlEncoder encoder(GgmlType type, int columns) {
      if (encoder == null || encoder.type() != type || encoder.columns() != columns) {
        encoder = GgmlEncoder.of(type, columns);
      }
      return encoder;
    }
  }
}
