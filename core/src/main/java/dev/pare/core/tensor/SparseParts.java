package dev.pare.core.tensor;

import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The stored parts of a {@link SparseTensor}, and the tensors they make. */
public final class SparseParts {
  private final String name;
  private final SparseLayout layout;
  private final SparseMask mask;
  private final KeptElements kept;

  /**
   * @param name for errors
   * @param mask the bitmask, or the patterns of N:M
   * @param rowOffsets present with a bitmask
   * @throws IllegalArgumentException if a part's size is not the layout's
   */
  public SparseParts(
      String name,
      SparseLayout layout,
      ByteSource compressed,
      ByteSource mask,
      Optional<ByteSource> rowOffsets) {
    this.name = name;
    this.layout = layout;
    this.mask =
        layout.pattern() instanceof KeptOf pattern
            ? new StoredPatterns(name, layout, pattern, mask)
            : new StoredBitmask(name, layout, mask);
    this.kept = new KeptElements(name, layout, this.mask, compressed, rowOffsets);
  }

  /** The weight whose kept values are floats. */
  public SparseTensor floats() {
    return tensor(new DenseTensor(layout.elementType(), layout.shape(), new Floats()));
  }

  /** The weight whose kept values are codes on the grids of {@code values}. */
  public SparseTensor codes(
      QuantizedLayout values, ByteSource scales, Optional<ByteSource> zeroPoints) {
    StoredGrids grids = new StoredGrids(name, values, scales, zeroPoints);
    int offset = CodePacking.signed(values.scheme().numBits());
    QuantizedTensor.RowSource rows =
        (firstRow, into) -> {
          kept.readCodes(firstRow, into.rowCount(), offset, into.codes());
          grids.read(firstRow, into);
        };
    return tensor(new QuantizedTensor(values.shape(), values.scheme(), values.scaleType(), rows));
  }

  /** The weight whose kept values are indices into the codebooks of {@code values}. */
  public SparseTensor indices(CodebookLayout values, ByteSource codebooks) {
    StoredCodebooks stored = new StoredCodebooks(name, values, codebooks);
    CodebookTensor.RowSource rows =
        into -> {
          kept.readCodes(into.firstRow(), into.rowCount(), 0, into.indices());
          stored.read(into);
        };
    return tensor(new CodebookTensor(values.shape(), values.scheme(), values.entryType(), rows));
  }

  private SparseTensor tensor(WeightTensor values) {
    return new SparseTensor(mask, values, layout);
  }

  /** The floats with their zeros, made when they are read. */
  private final class Floats extends MadeRows {
    Floats() {
      super(layout.shape(), layout.shape().size() * layout.elementType().byteSize());
    }

    @Override
    protected ByteBuffer make(int firstRow, int rows) {
      int size = rows * layout.shape().columns() * layout.elementType().byteSize();
      ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      kept.readFloats(firstRow, rows, bytes);
      return bytes;
    }
  }
}
