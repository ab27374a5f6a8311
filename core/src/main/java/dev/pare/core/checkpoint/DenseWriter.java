package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DenseTensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Copies a dense weight as it is. */
final class DenseWriter implements WeightWriter {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

  private final String name;
  private final DenseTensor tensor;

  DenseWriter(String name, DenseTensor tensor) {
    this.name = name;
    this.tensor = tensor;
  }

  @Override
  public List<TensorEntry> entries() {
    return List.of(new TensorEntry(name, tensor.type(), tensor.shape()));
  }

  @Override
  public int rows() {
    return tensor.shape().rows();
  }

  @Override
  public int rowsPerChunk() {
    long rowBytes = Math.max(1L, (long) tensor.shape().columns() * tensor.type().byteSize());
    return (int) Math.max(1, CHUNK_BYTES / rowBytes);
  }

  @Override
  public void write(int firstRow, int count, Target target) {
    long rowBytes = (long) tensor.shape().columns() * tensor.type().byteSize();
    long end = (firstRow + count) * rowBytes;
    ByteBuffer scratch = SCRATCH.get();
    for (long at = firstRow * rowBytes; at < end; at += CHUNK_BYTES) {
      scratch.clear().limit((int) Math.min(CHUNK_BYTES, end - at));
      tensor.data().read(at, scratch);
      target.write(name, at, scratch.flip());
    }
  }
}
