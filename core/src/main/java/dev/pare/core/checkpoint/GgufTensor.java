package dev.pare.core.checkpoint;

import dev.pare.core.gguf.GgufEntry;
import dev.pare.core.gguf.GgufWriter;
import dev.pare.core.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * One tensor of a GGUF file to be written, a few rows at a time, in any order and from any thread.
 *
 * @param headDim how many rows {@link RotaryRows} orders among each other; 1 where none
 */
record GgufTensor(String name, Shape shape, GgufRows rows, int headDim) {
  private static final int CHUNK_BYTES = 1 << 20;

  /** Rows as they come and, where their order changes, as they go. */
  private static final class Scratch {
    private ByteBuffer[] buffers = {ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(0)};

    ByteBuffer buffer(int which, int length) {
      if (buffers[which].capacity() < length) {
        buffers[which] = ByteBuffer.allocateDirect(length);
      }
      return buffers[which].clear().limit(length);
    }
  }

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  GgufEntry entry() {
    return new GgufEntry(name, rows.type(), shape);
  }

  long rowBytes() {
    return entry().byteSize() / shape.rows();
  }

  /** Rows to write at a time: whole heads, where their rows change places. */
  int rowsPerChunk() {
    long heads = Math.max(1, CHUNK_BYTES / Math.max(1, rowBytes() * headDim));
    return (int) Math.min(heads * headDim, shape.rows());
  }

  /** Writes {@code count} rows; {@code firstRow} is a multiple of {@link #rowsPerChunk}. */
  void write(int firstRow, int count, GgufWriter target) {
    long rowBytes = rowBytes();
    int length = Math.toIntExact(count * rowBytes);
    Scratch scratch = SCRATCH.get();
    ByteBuffer bytes = scratch.buffer(0, length);
    rows.put(firstRow, count, bytes);
    bytes.flip();
    if (headDim > 1) {
      ByteBuffer turned = scratch.buffer(1, length);
      for (int row = 0; row < count; row++) {
        int to = Math.toIntExact(RotaryRows.storedRow(row, headDim) * rowBytes);
        turned.put(to, bytes, Math.toIntExact(row * rowBytes), (int) rowBytes);
      }
      bytes = turned;
    }
    target.write(name, firstRow * rowBytes, bytes);
  }
}
