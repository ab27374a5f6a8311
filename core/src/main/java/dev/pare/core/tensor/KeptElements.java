package dev.pare.core.tensor;

import dev.pare.core.PareException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What {@link SparseLayout} stores in {@code compressed}, found by its mask and row offsets. */
final class KeptElements {
  /** A thread's mask while it reads stored parts, which never reads others meanwhile. */
  private static final ThreadLocal<SparseRows> ROWS = ThreadLocal.withInitial(SparseRows::new);

  private final String name;
  private final SparseLayout layout;
  private final SparseMask mask;
  private final ByteSource compressed;
  private final Optional<ByteSource> rowOffsets;

  KeptElements(
      String name,
      SparseLayout layout,
      SparseMask mask,
      ByteSource compressed,
      Optional<ByteSource> rowOffsets) {
    ReadScratch.requireSize("compressed", compressed.size(), layout.compressedBytes());
    ReadScratch.requireSize(
        "row offsets", rowOffsets.map(ByteSource::size).orElse(0L), layout.rowOffsetBytes());
    this.name = name;
    this.layout = layout;
    this.mask = mask;
    this.compressed = compressed;
    this.rowOffsets = rowOffsets;
  }

  /** Floats [rowCount, columns] as they are stored, 0 where none is kept. */
  void readFloats(int firstRow, int rowCount, ByteBuffer target) {
    SparseRows rows = mask(firstRow, rowCount);
    rows.scatter(elements(firstRow, rows), layout.elementType().byteSize(), target);
  }

  /** Codes [rowCount, columns], 0 where none is kept. */
  void readCodes(int firstRow, int rowCount, int offset, byte[] codes) {
    SparseRows rows = mask(firstRow, rowCount);
    int[] words = ReadScratch.own().ints(elements(firstRow, rows));
    rows.unpack(words, layout.numBits(), offset, codes);
  }

  private SparseRows mask(int firstRow, int rowCount) {
    SparseRows rows = ROWS.get();
    rows.reset(rowCount, layout.shape().columns());
    mask.read(firstRow, rows);
    return rows;
  }

  private ByteBuffer elements(int firstRow, SparseRows rows) {
    int count = 0;
    for (int row = 0; row < rows.rowCount(); row++) {
      count += layout.elementsOf(rows.kept(row));
    }
    int width = layout.elementType().byteSize();
    long first = firstElement(firstRow, rows);
    return ReadScratch.own().bytes(compressed, first * width, Math.multiplyExact(count, width));
  }

  /** Where the first row begins: each begins where the one before ends, by offset and by mask. */
  private long firstElement(int firstRow, SparseRows rows) {
    if (rowOffsets.isEmpty()) {
      return (long) firstRow * layout.compressedShape().columns();
    }
    if (rows.rowCount() == 0) {
      return 0;
    }
    int last = firstRow + rows.rowCount();
    int stored = Math.min(last + 1, layout.shape().rows()) - firstRow;
    ByteBuffer offsets =
        ReadScratch.own()
            .bytes(rowOffsets.get(), (long) firstRow * Long.BYTES, stored * Long.BYTES);
    long first = offsets.getLong();
    requireOffset(firstRow > 0 || first == 0, firstRow);
    requireOffset(first >= 0 && first <= layout.elements(), firstRow);
    long end = first;
    for (int row = 0; row < rows.rowCount(); row++) {
      end += layout.elementsOf(rows.kept(row));
      long next = row + 1 < stored ? offsets.getLong() : layout.elements();
      requireOffset(next == end && end <= layout.elements(), firstRow + row);
    }
    return first;
  }

  private void requireOffset(boolean fits, int row) {
    if (!fits) {
      throw new PareException(
          name,
          "has row_offsets that do not fit its bitmask at row " + row,
          "take an undamaged checkpoint");
    }
  }
}
