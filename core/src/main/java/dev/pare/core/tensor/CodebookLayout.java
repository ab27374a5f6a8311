package dev.pare.core.tensor;

/**
 * Sizes of a {@link CodebookTensor}'s stored parts, which are three safetensors entries a weight.
 *
 * <ul>
 *   <li>{@code weight_packed}, int32 [rows, ⌈columns·b/32⌉]: index i of a row at bits i·b … i·b+b−1
 *       of the row's words, lowest bit first, across word borders where b does not divide 32; the
 *       last word filled up with zeros. As codes in {@link QuantizedLayout}, but with no offset.
 *   <li>{@code weight_codebook}, [codebooks, 2^b]: row r uses codebook ⌊r / channels⌋.
 *   <li>{@code weight_shape}, int64 [2]: rows and columns.
 * </ul>
 *
 * @param entryType of the codebooks: F32, F16 or BF16
 */
public record CodebookLayout(Shape shape, CodebookScheme scheme, DType entryType) {
  private static final int SHAPE_BYTES = 2 * Long.BYTES;

  public Shape packedShape() {
    return Shape.of(shape.rows(), QuantizedLayout.words(shape.columns(), scheme.numBits()));
  }

  public Shape codebookShape() {
    return Shape.of(scheme.codebooks(shape.rows()), scheme.entries());
  }

  public long packedBytes() {
    return packedShape().size() * Integer.BYTES;
  }

  public long codebookBytes() {
    return codebookShape().size() * entryType.byteSize();
  }

  /** All parts together. */
  public long byteSize() {
    return packedBytes() + codebookBytes() + SHAPE_BYTES;
  }
}
