package dev.pare.core.tensor;

import java.util.Optional;

/** A {@link QuantizedTensor}'s codes and grids as {@link QuantizedLayout} stores them. */
final class StoredRows implements QuantizedTensor.RowSource {
  private final QuantizedLayout layout;
  private final ByteSource packed;
  private final StoredGrids grids;

  StoredRows(
      String name,
      QuantizedLayout layout,
      ByteSource packed,
      ByteSource scales,
      Optional<ByteSource> zeroPoints) {
    ReadScratch.requireSize("packed codes", packed.size(), layout.packedBytes());
    this.layout = layout;
    this.packed = packed;
    this.grids = new StoredGrids(name, layout, scales, zeroPoints);
  }

  @Override
  public void read(int firstRow, QuantizedRows into) {
    int wordsPerRow = layout.packedShape().columns();
    int[] words =
        ReadScratch.own()
            .ints(packed, (long) firstRow * wordsPerRow, into.rowCount() * wordsPerRow);
    int numBits = layout.scheme().numBits();
    CodePacking.unpackRows(words, into.rowCount(), into.columns(), numBits, into.codes());
    grids.read(firstRow, into);
  }
}
