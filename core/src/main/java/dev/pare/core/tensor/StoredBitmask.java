package dev.pare.core.tensor;

import dev.pare.core.PareException;

/** A mask as {@link SparseLayout} stores it in {@code bitmask}. */
final class StoredBitmask implements SparseMask {
  private final String name;
  private final SparseLayout layout;
  private final ByteSource bits;

  StoredBitmask(String name, SparseLayout layout, ByteSource bits) {
    ReadScratch.requireSize("bitmask", bits.size(), layout.maskBytes());
    this.name = name;
    this.layout = layout;
    this.bits = bits;
  }

  @Override
  public Shape shape() {
    return layout.shape();
  }

  @Override
  public SparsityPattern pattern() {
    return layout.pattern();
  }

  @Override
  public int kept(int row) {
    SparseRows one = new SparseRows();
    one.reset(1, layout.shape().columns());
    read(row, one);
    return one.kept(0);
  }

  @Override
  public void read(int firstRow, SparseRows into) {
    int rowBytes = SparseRows.rowBytes(layout.shape().columns());
    int length = into.rowCount() * rowBytes;
    ReadScratch.own().bytes(bits, (long) firstRow * rowBytes, length).get(into.bits(), 0, length);
    if (into.overhangs()) {
      throw new PareException(
          name, "has a bitmask that goes beyond its columns", "take an undamaged checkpoint");
    }
  }
}
