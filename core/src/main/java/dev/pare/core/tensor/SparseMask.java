package dev.pare.core.tensor;

/**
 * Which weights of a matrix are kept; the others are 0. Immutable and safe for many threads; it may
 * be made row by row as it is read.
 */
public interface SparseMask {
  /** Of the weight, [rows, columns]. */
  Shape shape();

  SparsityPattern pattern();

  /** How many weights of a row are kept. */
  int kept(int row);

  /** How many weights are kept in all. */
  default long kept() {
    long kept = 0;
    for (int row = 0; row < shape().rows(); row++) {
      kept += kept(row);
    }
    return kept;
  }

  /** Fills {@code into}, already reset to the right size, with rows from {@code firstRow}. */
  void read(int firstRow, SparseRows into);

  /**
   * A mask in memory.
   *
   * @param bits [rows, ⌈columns/8⌉] as {@link SparseRows#bits} has them; not copied
   * @throws IllegalArgumentException if their number is not that, a bit beyond a row's end is set,
   *     or they do not have the pattern
   */
  static SparseMask of(Shape shape, SparsityPattern pattern, byte[] bits) {
    return new MemoryMask(shape, pattern, bits);
  }
}
