package dev.pare.core.tensor;

/** A {@link CodebookTensor}'s indices and codebooks as {@link CodebookLayout} stores them. */
final class StoredIndices implements CodebookTensor.RowSource {
  private final CodebookLayout layout;
  private final ByteSource packed;
  private final StoredCodebooks codebooks;

  StoredIndices(String name, CodebookLayout layout, ByteSource packed, ByteSource codebooks) {
    ReadScratch.requireSize("packed indices", packed.size(), layout.packedBytes());
    this.layout = layout;
    this.packed = packed;
    this.codebooks = new StoredCodebooks(name, layout, codebooks);
  }

  @Override
  public void read(CodebookRows into) {
    int wordsPerRow = layout.packedShape().columns();
    int[] words =
        ReadScratch.own()
            .ints(packed, (long) into.firstRow() * wordsPerRow, into.rowCount() * wordsPerRow);
    CodePacking.unpackRows(
        words, into.rowCount(), into.columns(), layout.scheme().numBits(), 0, into.indices());
    codebooks.read(into);
  }
}
