package dev.pare.core.tensor;

/**
 * Consecutive rows of a codebook-encoded weight, unpacked, with the codebooks they use: what an
 * algorithm makes and a kernel repacks. A buffer to reuse: {@link #reset} grows the arrays, never
 * shrinks them.
 */
public final class CodebookRows {
  private CodebookScheme scheme = CodebookScheme.tensor(CodebookScheme.MIN_BITS);
  private int firstRow;
  private int rowCount;
  private int columns;
  private byte[] indices = {};
  private float[] entries = {};

  /** Makes room for {@code rowCount} rows from {@code firstRow}; old contents are undefined. */
  public void reset(CodebookScheme scheme, int firstRow, int rowCount, int columns) {
    this.scheme = scheme;
    this.firstRow = firstRow;
    this.rowCount = rowCount;
    this.columns = columns;
    int indexCount = Math.multiplyExact(rowCount, columns);
    int entryCount = Math.multiplyExact(codebookCount(), scheme.entries());
    indices = indices.length < indexCount ? new byte[indexCount] : indices;
    entries = entries.length < entryCount ? new float[entryCount] : entries;
  }

  public int firstRow() {
    return firstRow;
  }

  public int rowCount() {
    return rowCount;
  }

  public int columns() {
    return columns;
  }

  /** The codebook of the first row. */
  public int firstCodebook() {
    return scheme.codebookOf(firstRow);
  }

  /** Codebooks that these rows use. */
  public int codebookCount() {
    return rowCount == 0 ? 0 : scheme.codebookOf(firstRow + rowCount - 1) - firstCodebook() + 1;
  }

  /** [rowCount, columns], each an unsigned byte below 2^b. Live: the buffer itself. */
  public byte[] indices() {
    return indices;
  }

  /** [codebookCount, 2^b], from {@link #firstCodebook} on. Live: the buffer itself. */
  public float[] entries() {
    return entries;
  }

  /** Where in {@link #entries} the codebook of the {@code row}-th of these rows begins. */
  public int codebookAt(int row) {
    return (scheme.codebookOf(firstRow + row) - firstCodebook()) * scheme.entries();
  }

  /** Packs the indices as {@link CodebookLayout} lays out {@code weight_packed}. */
  public void packIndices(int[] words) {
    CodePacking.packRows(indices, rowCount, columns, scheme.numBits(), 0, words);
  }

  /** w = codebook[index] for every row, from {@code target[0]}. */
  public void decode(float[] target) {
    int last = scheme.entries() - 1;
    for (int row = 0; row < rowCount; row++) {
      int codebook = codebookAt(row);
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        target[i] = entries[codebook + (indices[i] & last)];
      }
    }
  }
}
