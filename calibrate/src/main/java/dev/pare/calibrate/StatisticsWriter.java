package dev.pare.calibrate;

import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.OutputFile;
import dev.pare.core.safetensors.SafetensorsWriter;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import dev.pare.models.BlockInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a model's {@link InputStatistics} as one safetensors file, which appears when it is
 * complete: for block N and each input {@code N.INPUT.squares} and {@code N.INPUT.magnitudes}, F64
 * [width], and {@code N.INPUT.gram}, F32 [width, width], where it was asked for. Its metadata tell
 * the tokens, the calibration's hash, and whose they are.
 */
final class StatisticsWriter implements AutoCloseable {
  static final String FORMAT = "pare-statistics-1";
  private static final int CHUNK_VALUES = 1 << 18;

  private final OutputFile output;
  private final SafetensorsWriter writer;
  private final ByteBuffer chunk =
      ByteBuffer.allocateDirect(CHUNK_VALUES * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * @param widths of the inputs of a block; all blocks have the same
   * @throws dev.pare.core.PareException if the file is there, or the disk has no room for it
   */
  StatisticsWriter(
      Path file,
      int blocks,
      Map<BlockInput, Integer> widths,
      boolean gram,
      Map<String, String> metadata) {
    List<TensorEntry> entries = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      for (Map.Entry<BlockInput, Integer> input : widths.entrySet()) {
        long width = input.getValue();
        Shape vector = Shape.of(width);
        entries.add(new TensorEntry(name(block, input.getKey(), "squares"), DType.F64, vector));
        entries.add(new TensorEntry(name(block, input.getKey(), "magnitudes"), DType.F64, vector));
        if (gram) {
          Shape square = Shape.of(width, width);
          entries.add(new TensorEntry(name(block, input.getKey(), "gram"), DType.F32, square));
        }
      }
    }
    DiskSpace.require(file, entries.stream().mapToLong(TensorEntry::byteSize).sum());
    output = new OutputFile(file, false);
    try {
      writer = SafetensorsWriter.create(output.staging(), entries, metadata);
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }

  static String name(int block, BlockInput input, String sum) {
    return block + "." + input + "." + sum;
  }

  void write(int block, BlockInput input, InputStatistics statistics) {
    write(name(block, input, "squares"), statistics.squares());
    write(name(block, input, "magnitudes"), statistics.magnitudes());
    if (statistics.hasGram()) {
      write(name(block, input, "gram"), statistics.gram());
    }
  }

  private void write(String name, double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    writer.write(name, 0, bytes);
  }

  private void write(String name, float[] values) {
    for (int first = 0; first < values.length; first += CHUNK_VALUES) {
      int count = Math.min(CHUNK_VALUES, values.length - first);
      chunk.clear().limit(count * Float.BYTES);
      chunk.asFloatBuffer().put(values, first, count);
      writer.write(name, (long) first * Float.BYTES, chunk);
    }
  }

  /** All blocks are written. */
  void finish() {
    writer.finish();
    writer.close();
    output.commit();
  }

  @Override
  public void close() {
    writer.close();
    output.close();
  }
}
