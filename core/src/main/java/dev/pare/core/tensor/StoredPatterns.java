package dev.pare.core.tensor;

import dev.pare.core.tensor.SparsityPattern.KeptOf;

/** A mask as {@link SparseLayout} stores it in {@code pattern}. */
final class StoredPatterns implements SparseMask {
  private final String name;
  private final SparseLayout layout;
  private final KeptOf pattern;
  private final ByteSource codes;

  StoredPatterns(String name, SparseLayout layout, KeptOf pattern, ByteSource codes) {
    ReadScratch.requireSize("patterns", codes.size(), layout.maskBytes());
    this.name = name;
    this.layout = layout;
    this.pattern = pattern;
    this.codes = codes;
  }

  @Override
  public Shape shape() {
    return layout.shape();
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  @Override
  public int kept(int row) {
    return pattern.keptInRow(layout.shape().columns());
  }

  @Override
  public void read(int firstRow, SparseRows into) {
    int wordsPerRow = layout.maskShape().columns();
    int[] words =
        ReadScratch.own().ints(codes, (long) firstRow * wordsPerRow, into.rowCount() * wordsPerRow);
    PatternTable.of(pattern).unpack(name, words, into);
  }
}
