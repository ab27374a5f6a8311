package dev.pare.quantize.ggml;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A weight's bytes as some {@link GgmlType}, made when they are read: the rows that a range touches
 * are decoded from the source and encoded, a few hundred kilobytes at a time. Reading whole rows,
 * many at once, is cheapest.
 */
final class EncodedRows implements ByteSource {
  /** Weights at a time: 256 KB of float32, which stays in the second-level cache. */
  private static final int CHUNK_WEIGHTS = 1 << 16;

  /** A thread's buffers, while it uses none: steps on steps each need their own. */
  private static final ThreadLocal<Buffers> IDLE = new ThreadLocal<>();

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
  public long size() {
    return type.byteSize(weight.shape());
  }

  @Override
  public void read(long position, ByteBuffer target) {
    Objects.checkFromIndexSize(position, (long) target.remaining(), size());
    Buffers buffers = IDLE.get() == null ? new Buffers() : IDLE.get();
    IDLE.remove();
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    for (long at = position; target.hasRemaining(); ) {
      int row = (int) (at / rowBytes);
      int skipped = (int) (at % rowBytes);
      long wanted = ((long) skipped + target.remaining() + rowBytes - 1) / rowBytes;
      int rows = (int) Math.min(step, wanted);
      byte[] bytes = encode(row, rows, buffers);
      int length = Math.min(rows * rowBytes - skipped, target.remaining());
      target.put(bytes, skipped, length);
      at += length;
    }
    IDLE.set(buffers);
  }

  private byte[] encode(int row, int rows, Buffers buffers) {
    float[] w = buffers.weights(rows * columns);
    byte[] bytes = buffers.bytes(rows * rowBytes);
    weight.decodeRows(row, rows, w);
    if (type.blockSize() == 1) {
      FloatCodec.encode(DType.valueOf(type.name()), w, 0, rows * columns, ByteBuffer.wrap(bytes));
    } else {
      buffers.encoder(type, columns).encode(name, w, 0, rows, importance, bytes, 0);
    }
    return bytes;
  }

  @Override
  public ByteBuffer map(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, bytes);
    return bytes.flip();
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
