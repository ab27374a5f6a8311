package dev.pare.core.tensor;

import java.util.Objects;

/**
 * Indices into codebooks: w = codebook[index], the codebooks' entries as their type stores them.
 *
 * <p>The stored form is fixed by {@link CodebookLayout} and {@code docs/format.md}. Where indices
 * and codebooks come from is a {@link RowSource}: a file, memory, or a clustering that makes them
 * when they are read.
 */
public final class CodebookTensor implements WeightTensor {
  /** Where indices and codebooks come from, any rows at a time; safe for many threads. */
  public interface RowSource {
    /**
     * Fills the indices of {@code into}, already reset to its rows, and the codebooks they use. A
     * codebook is the same whichever of its rows are asked for.
     */
    void read(CodebookRows into);
  }

  private static final LentBuffer<CodebookRows> SCRATCH = new LentBuffer<>(CodebookRows::new);

  private final Shape shape;
  private final CodebookScheme scheme;
  private final DType entryType;
  private final RowSource rows;

  /**
   * @param entryType F32, F16 or BF16: every entry that {@code rows} gives is representable in it
   */
  public CodebookTensor(Shape shape, CodebookScheme scheme, DType entryType, RowSource rows) {
    if (shape.rank() != 2 || !entryType.isWeight()) {
      throw new IllegalArgumentException(
          "no matrix of indices: " + scheme + " " + shape + ", entries " + entryType);
    }
    this.shape = shape;
    this.scheme = scheme;
    this.entryType = entryType;
    this.rows = rows;
  }

  /**
   * A tensor over its stored parts.
   *
   * @param name for errors
   * @throws IllegalArgumentException if a part's size is not the layout's
   */
  public static CodebookTensor stored(
      String name, CodebookLayout layout, ByteSource packed, ByteSource codebooks) {
    StoredIndices rows = new StoredIndices(name, layout, packed, codebooks);
    return new CodebookTensor(layout.shape(), layout.scheme(), layout.entryType(), rows);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  public CodebookScheme scheme() {
    return scheme;
  }

  public DType entryType() {
    return entryType;
  }

  public CodebookLayout layout() {
    return new CodebookLayout(shape, scheme, entryType);
  }

  @Override
  public long byteSize() {
    return layout().byteSize();
  }

  @Override
  public String encoding() {
    return scheme.toString();
  }

  /** Indices of {@code rowCount} rows from {@code firstRow}, and the codebooks they use. */
  public void readRows(int firstRow, int rowCount, CodebookRows into) {
    Objects.checkFromIndexSize(firstRow, rowCount, shape.rows());
    into.reset(scheme, firstRow, rowCount, shape.columns());
    rows.read(into);
  }

  @Override
  public void decodeRows(int firstRow, int rowCount, float[] target) {
    Objects.checkFromIndexSize(firstRow, rowCount, shape.rows());
    Objects.checkFromIndexSize(0L, (long) rowCount * shape.columns(), (long) target.length);
    CodebookRows scratch = SCRATCH.take();
    readRows(firstRow, rowCount, scratch);
    scratch.decode(target);
    SCRATCH.giveBack(scratch);
  }
}
