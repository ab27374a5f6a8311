package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A weight as it was trained: F32, F16 or BF16, little-endian, rows one after the other without
 * padding.
 *
 * @param data exactly shape.size() × type.byteSize() bytes
 */
public record DenseTensor(DType type, Shape shape, ByteSource data) implements WeightTensor {
  private static final int SCRATCH_BYTES = 1 << 16;

  private static final LentBuffer<ByteBuffer> SCRATCH =
      new LentBuffer<>(
          () -> ByteBuffer.allocateDirect(SCRATCH_BYTES).order(ByteOrder.LITTLE_ENDIAN));

  public DenseTensor {
    if (!type.isWeight()) {
      throw new IllegalArgumentException(type + " is no weight type");
    }
    if (data.size() != Math.multiplyExact(shape.size(), (long) type.byteSize())) {
      throw new IllegalArgumentException(data.size() + " bytes for " + type + shape);
    }
  }

  /** A tensor that holds {@code values} as {@code type}. */
  public static DenseTensor of(DType type, Shape shape, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, type.byteSize()));
    FloatCodec.encode(type, values, 0, values.length, bytes);
    return new DenseTensor(type, shape, ByteSource.of(bytes.array()));
  }

  @Override
  public long byteSize() {
    return data.size();
  }

  @Override
  public String encoding() {
    return type.toString();
  }

  @Override
  public void decodeRows(int firstRow, int rowCount, float[] target) {
    Objects.checkFromIndexSize(firstRow, rowCount, shape.rows());
    int total = Math.multiplyExact(rowCount, shape.columns());
    Objects.checkFromIndexSize(0, total, target.length);
    ByteBuffer scratch = SCRATCH.take();
    int step = SCRATCH_BYTES / type.byteSize();
    long first = (long) firstRow * shape.columns();
    int count;
    for (int done = 0; done < total; done += count) {
      count = Math.min(step, total - done);
      scratch.clear().limit(count * type.byteSize());
      data.read((first + done) * type.byteSize(), scratch);
      FloatCodec.decode(type, scratch.flip(), target, done, count);
    }
    SCRATCH.giveBack(scratch);
  }
}
