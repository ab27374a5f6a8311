package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A weight in ggml's blocks: rows one after the other without padding, each a whole number of
 * blocks. It decodes to the bits that ggml's own {@code dequantize_row} functions give, infinities
 * and NaN included.
 *
 * @param type any but the dense ones; {@link SmallBlocks} and {@link SuperBlocks} give the bytes
 * @param data exactly shape.size() / type.blockSize() × type.blockBytes() bytes
 */
public record GgmlBlockTensor(GgmlType type, Shape shape, ByteSource data) implements WeightTensor {
  private static final int SCRATCH_BYTES = 1 << 16;

  private static final LentBuffer<byte[]> SCRATCH = new LentBuffer<>(() -> new byte[SCRATCH_BYTES]);

  public GgmlBlockTensor {
    if (type.isDense() || !type.fits(shape) || data.size() != type.byteSize(shape)) {
      throw new IllegalArgumentException(data.size() + " bytes for " + type + shape);
    }
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
    Objects.checkFromIndexSize(0L, (long) rowCount * shape.columns(), (long) target.length);
    int blocksPerRow = shape.columns() / type.blockSize();
    long first = (long) firstRow * blocksPerRow;
    int total = rowCount * blocksPerRow;
    BlockDecoder decoder = BlockDecoder.of(type);
    byte[] scratch = SCRATCH.take();
    int step = SCRATCH_BYTES / type.blockBytes();
    for (int done = 0; done < total; done += step) {
      int count = Math.min(step, total - done);
      ByteBuffer bytes = ByteBuffer.wrap(scratch, 0, count * type.blockBytes());
      data.read((first + done) * type.blockBytes(), bytes);
      for (int i = 0; i < count; i++) {
        decoder.decode(scratch, i * type.blockBytes(), target, (done + i) * type.blockSize());
      }
    }
    SCRATCH.giveBack(scratch);
  }
}
