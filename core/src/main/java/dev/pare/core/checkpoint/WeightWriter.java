package dev.pare.core.checkpoint;

import dev.pare.core.safetensors.TensorEntry;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes one weight, some rows at a time, in any order and from any thread. */
interface WeightWriter {
  /** Where bytes go: an entry of the file, at an offset inside it. */
  @FunctionalInterface
  interface Target {
    void write(String entry, long offset, ByteBuffer bytes);
  }

  /** The file entries the weight takes. */
  List<TensorEntry> entries();

  int rows();

  /** Rows to write at a time: enough to be worth the trip, few enough to stay in cache. */
  int rowsPerChunk();

  /**
   * Encodes and writes {@code count} rows; {@code firstRow} is a multiple of {@link #rowsPerChunk}.
   */
  void write(int firstRow, int count, Target target);
}
