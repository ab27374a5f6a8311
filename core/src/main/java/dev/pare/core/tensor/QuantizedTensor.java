package dev.pare.core.tensor;

import java.util.Objects;
import java.util.Optional;

/**
 * Integer codes on a grid: w = (q − zeroPoint)·scale, computed in float32.
 *
 * <p>The stored form, fixed by {@link QuantizedLayout} and {@code docs/format.md}, is that of
 * compressed-tensors' {@code pack-quantized}. Where the codes come from is a {@link RowSource}: a
 * file, memory, or a quantizer that makes them when they are read.
 */
public final class QuantizedTensor implements WeightTensor {
  /** Where codes and grids come from, any rows at a time; safe for many threads. */
  public interface RowSource {
    /** Fills {@code into}, already reset to the right size, with rows from {@code firstRow}. */
    void read(int firstRow, QuantizedRows into);
  }

  private static final LentBuffer<QuantizedRows> SCRATCH = new LentBuffer<>(QuantizedRows::new);

  private final Shape shape;
  private final QuantizationScheme scheme;
  private final DType scaleType;
  private final RowSource rows;

  /**
   * @param scaleType F32, F16 or BF16: every scale that {@code rows} gives is representable in it
   */
  public QuantizedTensor(Shape shape, QuantizationScheme scheme, DType scaleType, RowSource rows) {
    if (shape.rank() != 2 || !scaleType.isWeight()) {
      throw new IllegalArgumentException(
          "no quantized matrix: " + scheme + " " + shape + ", scales " + scaleType);
    }
    this.shape = shape;
    this.scheme = scheme;
    this.scaleType = scaleType;
    this.rows = rows;
  }

  /**
   * A tensor over its stored parts.
   *
   * @param name for errors
   * @param zeroPoints present where the scheme is asymmetric
   * @throws IllegalArgumentException if a part's size is not the layout's
   */
  public static QuantizedTensor stored(
      String name,
      QuantizedLayout layout,
      ByteSource packed,
      ByteSource scales,
      Optional<ByteSource> zeroPoints) {
    StoredRows rows = new StoredRows(name, layout, packed, scales, zeroPoints);
    return new QuantizedTensor(layout.shape(), layout.scheme(), layout.scaleType(), rows);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  public QuantizationScheme scheme() {
    return scheme;
  }

  public DType scaleType() {
    return scaleType;
  }

  public QuantizedLayout layout() {
    return new QuantizedLayout(shape, scheme, scaleType);
  }

  @Override
  public long byteSize() {
    return layout().byteSize();
  }

  @Override
  public String encoding() {
    return scheme.toString();
  }

  /** Codes and grids of {@code rowCount} rows from {@code firstRow}. */
  public void readRows(int firstRow, int rowCount, QuantizedRows into) {
    Objects.checkFromIndexSize(firstRow, rowCount, shape.rows());
    into.reset(rowCount, shape.columns(), scheme.granularity().groupsPerRow(shape.columns()));
    rows.read(firstRow, into);
  }

  @Override
  public void decodeRows(int firstRow, int rowCount, float[] target) {
    Objects.checkFromIndexSize(firstRow, rowCount, shape.rows());
    Objects.checkFromIndexSize(0L, (long) rowCount * shape.columns(), (long) target.length);
    QuantizedRows scratch = SCRATCH.take();
    readRows(firstRow, rowCount, scratch);
    scratch.dequantize(scheme, target);
    SCRATCH.giveBack(scratch);
  }
}
