package dev.pare.core.tensor;

/**
 * How one weight is stored. The class comment of each implementation is its byte-exact format.
 *
 * <p>Implementations are immutable and safe for many threads. Each is held to {@code
 * WeightTensorContract}.
 */
public sealed interface WeightTensor
    permits DenseTensor, QuantizedTensor, CodebookTensor, SparseTensor, GgmlBlockTensor {
  /** [outFeatures, inFeatures] for a matrix, [n] for a vector. */
  Shape shape();

  /** All the bytes it takes on disk: codes, scales, zero points, masks, codebooks. */
  long byteSize();

  /** The encoding in a few words, for people: {@code bf16}, {@code int4 g64 asymmetric}. */
  String encoding();

  /**
   * The reference meaning of the encoding: rows {@code firstRow … firstRow + rowCount − 1} as
   * float32, one after the other from {@code target[0]}.
   *
   * @throws IndexOutOfBoundsException if a row is not there or {@code target} is too short
   */
  void decodeRows(int firstRow, int rowCount, float[] target);

  /** One row: {@code target[0 … columns − 1]}. */
  default void decodeRow(int row, float[] target) {
    decodeRows(row, 1, target);
  }

  /** Stored bits a weight, everything counted. */
  default double bitsPerWeight() {
    return shape().size() == 0 ? 0 : 8.0 * byteSize() / shape().size();
  }
}
