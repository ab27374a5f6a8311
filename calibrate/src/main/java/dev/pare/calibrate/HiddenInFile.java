package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.io.PositionalFile;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FileBytes;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@link HiddenStates} in a file of bfloat16, which goes when this closes. */
final class HiddenInFile implements HiddenStates {
  private final Path file;
  private final long[] shape; // of a whole batch
  private final int sequenceValues;
  private final int sequences;
  private final PositionalFile writing;
  private final FileBytes reading;
  private final float[] values;
  private final ByteBuffer bytes;

  /**
   * @param file made anew, with its folder; one that is there is of a run that was killed
   * @param rows of a batch; the last may have fewer
   */
  HiddenInFile(Path file, int sequences, int rows, int tokens, int width) {
    this.file = file;
    this.sequences = sequences;
    shape = new long[] {rows, tokens, width};
    sequenceValues = Math.multiplyExact(tokens, width);
    values = new float[Math.multiplyExact(rows, sequenceValues)];
    bytes = ByteBuffer.allocateDirect(values.length * DType.BF16.byteSize());
    makeFolder(file.getParent());
    writing =
        new PositionalFile(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      long size = (long) sequences * sequenceValues * DType.BF16.byteSize();
      writing.write(size - 1, ByteBuffer.allocate(1));
      reading = FileBytes.open(file);
    } catch (RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw PareException.unwritable(folder, e);
    }
  }

  private int rows(int batch) {
    return (int) Math.min(shape[0], sequences - batch * shape[0]);
  }

  private long position(int batch) {
    return batch * shape[0] * sequenceValues * DType.BF16.byteSize();
  }

  @Override
  public TorchTensor get(int batch) {
    int count = rows(batch) * sequenceValues;
    reading.read(position(batch), bytes.clear().limit(count * DType.BF16.byteSize()));
    FloatCodec.decode(DType.BF16, bytes.flip(), values, 0, count);
    TorchTensor hidden = Torch.empty(TorchType.F32, rows(batch), shape[1], shape[2]);
    hidden.bytes().asFloatBuffer().put(values, 0, count);
    return hidden;
  }

  @Override
  public void set(int batch, TorchTensor hidden) {
    int count = rows(batch) * sequenceValues;
    hidden.bytes().asFloatBuffer().get(values, 0, count);
    FloatCodec.encode(DType.BF16, values, 0, count, bytes.clear());
    writing.write(position(batch), bytes.flip());
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }
}
