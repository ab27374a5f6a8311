package dev.pare.core.tensor;

import dev.pare.core.tensor.SparsityPattern.KeptOf;

/**
 * Sizes of a {@link SparseTensor}'s stored parts: safetensors entries beside those that its values'
 * encoding has for scales, zero points or codebooks.
 *
 * <ul>
 *   <li>{@code compressed}: of the weights that are kept, row after row, the floats, or the packed
 *       codes in int32, those of each row from a fresh word. [elements] where they lie anywhere;
 *       [rows, elements of a row] for N:M.
 *   <li>{@code bitmask}, uint8 [rows, ⌈columns/8⌉], where they lie anywhere: weight i of a row is
 *       kept where bit i mod 8, counted from the lowest, of its byte ⌊i/8⌋ is set.
 *   <li>{@code row_offsets}, int64 [rows], with it: the element of {@code compressed} with which a
 *       row begins.
 *   <li>{@code pattern}, int32 [rows, ⌈columns/M·p/32⌉], for N:M: which N of each M are kept, as a
 *       code of p = ⌈log₂ C(M, N)⌉ bits, packed as indices are: the c-th smallest of the numbers of
 *       M bits of which N are set, bit i saying that weight i is kept.
 *   <li>{@code shape}, int64 [2]: rows and columns.
 * </ul>
 *
 * @param elementType of {@code compressed}: F32, F16, BF16, or I32 for codes
 * @param numBits the width of a code; 0 for floats
 * @param elements of {@code compressed}
 */
public record SparseLayout(
    Shape shape, SparsityPattern pattern, DType elementType, int numBits, long elements) {
  private static final int SHAPE_BYTES = 2 * Long.BYTES;

  /**
   * The layout of weights whose mask is known.
   *
   * @throws IllegalArgumentException if no sparse weight has such values
   */
  static SparseLayout of(SparseMask mask, WeightTensor values) {
    DType type = values instanceof DenseTensor dense ? dense.type() : DType.I32;
    SparseLayout empty = new SparseLayout(mask.shape(), mask.pattern(), type, numBits(values), 0);
    long elements = 0;
    if (mask.pattern() instanceof KeptOf nm) {
      int kept = nm.keptInRow(mask.shape().columns());
      elements = (long) mask.shape().rows() * empty.elementsOf(kept);
    } else if (empty.numBits() == 0) {
      elements = mask.kept();
    } else {
      for (int row = 0; row < mask.shape().rows(); row++) {
        elements += empty.elementsOf(mask.kept(row));
      }
    }
    return new SparseLayout(mask.shape(), mask.pattern(), type, empty.numBits(), elements);
  }

  private static int numBits(WeightTensor values) {
    if (values instanceof QuantizedTensor quantized) {
      return quantized.scheme().numBits();
    }
    if (values instanceof CodebookTensor codebook) {
      return codebook.scheme().numBits();
    }
    if (values instanceof DenseTensor) {
      return 0;
    }
    throw new IllegalArgumentException("no sparse weight has values of " + values.encoding());
  }

  /** Elements that a row takes of which {@code kept} weights are kept. */
  public int elementsOf(int kept) {
    return numBits == 0 ? kept : QuantizedLayout.words(kept, numBits);
  }

  public Shape compressedShape() {
    return pattern instanceof KeptOf nm
        ? Shape.of(shape.rows(), elementsOf(nm.keptInRow(shape.columns())))
        : Shape.of(elements);
  }

  /** Whether weights are kept anywhere, so that it has a bitmask and row offsets. */
  public boolean hasBitmask() {
    return pattern instanceof SparsityPattern.Unstructured;
  }

  /** Of the bitmask, or of the patterns. */
  public Shape maskShape() {
    if (pattern instanceof KeptOf nm) {
      int codes = shape.columns() / nm.group();
      return Shape.of(shape.rows(), QuantizedLayout.words(codes, PatternTable.of(nm).numBits()));
    }
    return Shape.of(shape.rows(), SparseRows.rowBytes(shape.columns()));
  }

  public DType maskType() {
    return hasBitmask() ? DType.U8 : DType.I32;
  }

  public long compressedBytes() {
    return elements * elementType.byteSize();
  }

  public long maskBytes() {
    return maskShape().size() * maskType().byteSize();
  }

  /** 0 for N:M. */
  public long rowOffsetBytes() {
    return hasBitmask() ? (long) shape.rows() * Long.BYTES : 0;
  }

  /** All of these parts together. */
  public long byteSize() {
    return compressedBytes() + maskBytes() + rowOffsetBytes() + SHAPE_BYTES;
  }
}
