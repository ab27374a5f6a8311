package dev.pare.core.tensor;

import dev.pare.core.tensor.SparsityPattern.KeptOf;

/** A {@link SparseMask} in a byte array. */
final class MemoryMask implements SparseMask {
  private final Shape shape;
  private final SparsityPattern pattern;
  private final byte[] bits;
  private final int[] kept;

  MemoryMask(Shape shape, SparsityPattern pattern, byte[] bits) {
    int rowBytes = SparseRows.rowBytes(shape.columns());
    if (bits.length != (long) shape.rows() * rowBytes || !pattern.fits(shape.columns())) {
      throw new IllegalArgumentException(
          bits.length + " bytes of mask for " + shape + " " + pattern);
    }
    this.shape = shape;
    this.pattern = pattern;
    this.bits = bits;
    this.kept = new int[shape.rows()];
    SparseRows row = new SparseRows();
    for (int i = 0; i < kept.length; i++) {
      row.reset(1, shape.columns());
      read(i, row);
      if (row.overhangs() || (pattern instanceof KeptOf nm && !row.has(nm))) {
        throw new IllegalArgumentException("row " + i + " is no mask of " + shape + " " + pattern);
      }
      kept[i] = row.kept(0);
    }
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  @Override
  public int kept(int row) {
    return kept[row];
  }

  @Override
  public void read(int firstRow, SparseRows into) {
    int rowBytes = SparseRows.rowBytes(shape.columns());
    System.arraycopy(bits, firstRow * rowBytes, into.bits(), 0, into.rowCount() * rowBytes);
  }
}
