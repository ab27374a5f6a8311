package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes one weight, some rows at a time, in any order and from any thread. */
interface WeightWriter {
  /** Where bytes go: an entry of the file, at an offset inside it. */
  @FunctionalInterface
  interface Target {
    void write(String entry, long offset, ByteBuffer bytes);
  }

  /**
   * The writer of a weight.
   *
   * @param turned whether dense linear layers are stored [in, out]
   * @throws PareException if it cannot be stored
   */
  static WeightWriter of(String name, WeightTensor tensor, boolean turned) {
    if (tensor instanceof QuantizedTensor quantized) {
      return new QuantizedWriter(name, quantized);
    }
    if (tensor instanceof CodebookTensor codebook) {
      return new CodebookWriter(name, codebook);
    }
    if (tensor instanceof SparseTensor sparse) {
      return new SparseWriter(name, sparse);
    }
    if (tensor instanceof DenseTensor dense) {
      return new DenseWriter(name, turned ? HuggingFaceFolder.turned(name, dense) : dense);
    }
    throw new PareException(
        name,
        "is stored as " + tensor.encoding() + ", which safetensors cannot hold",
        "make a dense model first: pare export --format safetensors --type f16");
  }

  /** The file entries the weight takes. */
  List<TensorEntry> entries();

  int rows();

  /** Rows to write at a time: enough to be worth the trip, few enough to stay in cache. */
  int rowsPerChunk();

  /** About a quarter of a million weights, in whole multiples of {@code unit} rows. */
  static int rowsPerChunk(Shape shape, int unit) {
    return Math.max(1, (1 << 18) / Math.max(1, shape.columns()) / unit) * unit;
  }

  /** How many times that is. */
  default int chunks() {
    return rows() == 0 ? 0 : 1 + (rows() - 1) / rowsPerChunk();
  }

  /** What has to be known of the whole weight before its first row is written. */
  default void prepare() {}

  /**
   * Encodes and writes {@code count} rows; {@code firstRow} is a multiple of {@link #rowsPerChunk}.
   */
  void write(int firstRow, int count, Target target);
}
