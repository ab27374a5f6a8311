package dev.pare.quantize;

/** How the {@link Grid} of a group is fitted to its weights. Safe for many threads. */
@FunctionalInterface
interface GridFit {
  /** To the whole range. */
  GridFit RANGE = (grid, w, from, to, row, column) -> grid.fit(w, from, to);

  /** To the part of it that loses least. */
  GridFit SEARCH = (grid, w, from, to, row, column) -> GridSearch.fit(grid, w, from, to);

  /**
   * Fits the grid to the weights {@code w[from … to − 1]}.
   *
   * @param row where they are in the whole weight, and {@code column}, that of the first
   * @return false if one of them is NaN or infinite; the grid is then undefined
   */
  boolean fit(Grid grid, float[] w, int from, int to, int row, int column);
}
