package dev.pare.quantize.ggml;

import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The blocks that a weight would have, encoded when they are read; safe for many threads. */
final class EncodedBlocks implements ByteSource {
  private static final int CHUNK_WEIGHTS = 1 << 18;

  private final String name;
  private final WeightTensor tensor;
  private final GgmlType type;
  private final float[] importance;

  /**
   * @param name the weight's, for errors
   * @param importance of each column, or null
   */
  EncodedBlocks(String name, WeightTensor tensor, GgmlType type, float[] importance) {
    this.name = name;
    this.tensor = tensor;
    this.type = type;
    this.importance = importance;
  }

  @Override
  public long size() {
    return type.byteSize(tensor.shape());
  }

  @Override
  public void read(long position, ByteBuffer target) {
    Objects.checkFromIndexSize(position, (long) target.remaining(), size());
    int columns = tensor.shape().columns();
    GgmlEncoder encoder = GgmlEncoder.of(type, columns);
    int rowBytes = encoder.rowBytes();
    int chunkRows = Math.max(1, CHUNK_WEIGHTS / columns);
    float[] w = {};
    byte[] blocks = {};
    for (long at = position; target.hasRemaining(); ) {
      int first = (int) (at / rowBytes);
      int skipped = (int) (at % rowBytes);
      long needed = ((long) skipped + target.remaining() + rowBytes - 1) / rowBytes;
      int count = (int) Math.min(chunkRows, needed);
      if (w.length < count * columns) {
        w = new float[count * columns];
        blocks = new byte[count * rowBytes];
      }
      tensor.decodeRows(first, count, w);
      encoder.encode(name, w, 0, count, importance, blocks, 0);
      int length = Math.min(count * rowBytes - skipped, target.remaining());
      target.put(blocks, skipped, length);
      at += length;
    }
  }

  @Override
  public ByteBuffer map(long position, int length) {
    ByteBuffer copy = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, copy);
    return copy.flip();
  }
}
