package dev.pare.core.tensor;

/**
 * Sizes of a {@link QuantizedTensor}'s stored parts, which are four safetensors entries a weight.
 *
 * <ul>
 *   <li>{@code weight_packed}, int32 [rows, ⌈columns·b/32⌉]: code q stored as q + 2^(b−1) in b
 *       bits; code i of a row at bits i·b … i·b+b−1 of the row's words, lowest bit first, across
 *       word borders where b does not divide 32; the last word filled up with zeros.
 *   <li>{@code weight_scale}, [rows, groups], [rows, 1] for a channel, [1] for a tensor.
 *   <li>{@code weight_zero_point} (asymmetric only), int32 [⌈rows·b/32⌉, groups]: packed as codes
 *       are, but down the rows of each column; for a tensor int8 [1], not packed. Zero points that
 *       are floats have the shape of the scales, and are F32 where these are, else F16: they reach
 *       beyond the codes, by as much as a group's weights may be far from 0.
 *   <li>{@code weight_shape}, int64 [2]: rows and columns.
 * </ul>
 */
public record QuantizedLayout(Shape shape, QuantizationScheme scheme, DType scaleType) {
  /** The longest row: 32 of them, with a float32 scale for each weight, still fit a buffer. */
  public static final int MAX_COLUMNS = 1 << 23;

  private static final int SHAPE_BYTES = 2 * Long.BYTES;

  /** int32 words that {@code count} codes of {@code numBits} take. */
  public static int words(int count, int numBits) {
    return Math.toIntExact(((long) count * numBits + 31) / 32);
  }

  public int groups() {
    return scheme.granularity().groupsPerRow(shape.columns());
  }

  public boolean wholeTensor() {
    return scheme.granularity() instanceof Granularity.Tensor;
  }

  public Shape packedShape() {
    return Shape.of(shape.rows(), words(shape.columns(), scheme.numBits()));
  }

  public Shape scaleShape() {
    return wholeTensor() ? Shape.of(1) : Shape.of(shape.rows(), groups());
  }

  public Shape zeroPointShape() {
    if (floatZeroPoints()) {
      return scaleShape();
    }
    return wholeTensor() ? Shape.of(1) : Shape.of(words(shape.rows(), scheme.numBits()), groups());
  }

  public DType zeroPointType() {
    if (floatZeroPoints()) {
      return scaleType == DType.F32 ? DType.F32 : DType.F16;
    }
    return wholeTensor() ? DType.I8 : DType.I32;
  }

  public boolean floatZeroPoints() {
    return scheme.zeroPoints() == ZeroPoints.FLOAT;
  }

  public long packedBytes() {
    return packedShape().size() * Integer.BYTES;
  }

  public long scaleBytes() {
    return scaleShape().size() * scaleType.byteSize();
  }

  /** 0 where the scheme is symmetric. */
  public long zeroPointBytes() {
    return scheme.symmetric() ? 0 : zeroPointShape().size() * zeroPointType().byteSize();
  }

  /** All parts together. */
  public long byteSize() {
    return packedBytes() + scaleBytes() + zeroPointBytes() + SHAPE_BYTES;
  }
}
