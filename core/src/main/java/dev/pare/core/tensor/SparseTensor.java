package dev.pare.core.tensor;

import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.Objects;
import java.util.Optional;

/**
 * A weight of which only some elements are kept: w = value where the mask keeps it, 0 elsewhere.
 * The values are a weight of their own, of the same shape, in any encoding but ggml's and this one:
 * floats, integer codes on the grids of their groups, indices into codebooks. What they say of
 * weights that are not kept means nothing and is not stored.
 *
 * <p>The stored form is fixed by {@link SparseLayout} and {@code docs/format.md}. With t bits a
 * stored value and d the share that is kept, it is smaller than its values alone where
 *
 * <ul>
 *   <li>anywhere: d·t + 1 + 64/columns &lt; t: d below .93 for 16 bits, .73 for 4, .46 for 2, in
 *       rows of a thousand or more
 *   <li>N:M: ⌈log₂ C(M, N)⌉ &lt; (M − N)·t: 1:2, 2:4 and 4:8 from 2 bits on, 3:4 and 6:8 from 3
 * </ul>
 */
public final class SparseTensor implements WeightTensor {
  private static final LentBuffer<SparseRows> SCRATCH = new LentBuffer<>(SparseRows::new);

  private final SparseMask mask;
  private final WeightTensor values;
  private SparseLayout layout;
  private long[] rowOffsets;

  /**
   * @param values dense, quantized, or indices into codebooks
   * @throws IllegalArgumentException if they are not of the mask's shape, or no such encoding
   */
  public SparseTensor(SparseMask mask, WeightTensor values) {
    this(mask, values, null);
  }

  /**
   * @param layout null where it is yet to be found
   */
  SparseTensor(SparseMask mask, WeightTensor values, SparseLayout layout) {
    boolean storable =
        values instanceof DenseTensor
            || values instanceof QuantizedTensor
            || values instanceof CodebookTensor;
    if (!storable
        || values.shape().rank() != 2
        || !values.shape().equals(mask.shape())
        || !mask.pattern().fits(mask.shape().columns())) {
      throw new IllegalArgumentException(
          "no sparse matrix: " + mask.pattern() + " " + mask.shape() + " of " + values.encoding());
    }
    this.mask = mask;
    this.values = values;
    this.layout = layout;
  }

  /**
   * The weight in the smaller of two forms: sparse, or in the encoding of its values with its zeros
   * spelled out. Sparse where no entry of a codebook spells them.
   */
  public static WeightTensor whereSmaller(SparseMask mask, WeightTensor values) {
    SparseTensor sparse = new SparseTensor(mask, values);
    return sparse.byteSize() < values.byteSize() ? sparse : sparse.plain().orElse(sparse);
  }

  @Override
  public Shape shape() {
    return mask.shape();
  }

  public SparseMask mask() {
    return mask;
  }

  /** What the kept weights are; the others are 0 whatever it says. */
  public WeightTensor values() {
    return values;
  }

  /** Where weights are kept anywhere and stored as codes, this may count them, once. */
  public synchronized SparseLayout layout() {
    if (layout == null) {
      layout = SparseLayout.of(mask, values);
    }
    return layout;
  }

  /** The element of {@code compressed} with which a row, or what follows the last, begins. */
  public synchronized long rowOffset(int row) {
    if (mask.pattern() instanceof KeptOf nm) {
      return (long) row * layout().elementsOf(nm.keptInRow(mask.shape().columns()));
    }
    if (rowOffsets == null) {
      SparseLayout sizes = layout();
      long[] offsets = new long[mask.shape().rows() + 1];
      for (int i = 0; i < mask.shape().rows(); i++) {
        offsets[i + 1] = offsets[i] + sizes.elementsOf(mask.kept(i));
      }
      rowOffsets = offsets;
    }
    return rowOffsets[row];
  }

  @Override
  public long byteSize() {
    long shared = 0;
    if (values instanceof QuantizedTensor quantized) {
      shared = quantized.layout().scaleBytes() + quantized.layout().zeroPointBytes();
    } else if (values instanceof CodebookTensor codebook) {
      shared = codebook.layout().codebookBytes();
    }
    return layout().byteSize() + shared;
  }

  @Override
  public String encoding() {
    return values.encoding() + (mask.pattern() instanceof KeptOf nm ? " " + nm : " sparse");
  }

  /** Which of {@code rowCount} rows' weights are kept. */
  public void readMask(int firstRow, int rowCount, SparseRows into) {
    Objects.checkFromIndexSize(firstRow, rowCount, mask.shape().rows());
    into.reset(rowCount, mask.shape().columns());
    mask.read(firstRow, into);
  }

  @Override
  public void decodeRows(int firstRow, int rowCount, float[] target) {
    SparseRows scratch = SCRATCH.take();
    // the mask first: one that is made as it is read may decode into the caller's buffers
    readMask(firstRow, rowCount, scratch);
    values.decodeRows(firstRow, rowCount, target);
    scratch.clear(target);
    SCRATCH.giveBack(scratch);
  }

  /**
   * The same weight in the encoding of its values, its zeros spelled out: as 0, or as the code that
   * is the zero point. Nothing for codebooks and for grids whose zero points are floats, which may
   * have no 0.
   */
  public Optional<WeightTensor> plain() {
    if (values instanceof DenseTensor dense) {
      return Optional.of(
          new DenseTensor(dense.type(), dense.shape(), new ClearedBytes(mask, dense)));
    }
    if (values instanceof QuantizedTensor quantized
        && quantized.scheme().zeroPoints() != ZeroPoints.FLOAT) {
      return Optional.of(
          new QuantizedTensor(
              quantized.shape(),
              quantized.scheme(),
              quantized.scaleType(),
              (firstRow, into) -> readCleared(quantized, firstRow, into)));
    }
    return Optional.empty();
  }

  private void readCleared(QuantizedTensor quantized, int firstRow, QuantizedRows into) {
    quantized.readRows(firstRow, into.rowCount(), into);
    SparseRows kept = new SparseRows();
    readMask(firstRow, into.rowCount(), kept);
    int groupSize = quantized.scheme().granularity().groupSize(into.columns());
    for (int row = 0; row < into.rowCount(); row++) {
      for (int column = 0; column < into.columns(); column++) {
        if (!kept.keeps(row, column)) {
          into.codes()[row * into.columns() + column] =
              into.zeroPoints()[row * into.groupsPerRow() + column / groupSize];
        }
      }
    }
  }
}
