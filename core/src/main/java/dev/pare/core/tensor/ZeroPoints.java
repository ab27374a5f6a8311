package dev.pare.core.tensor;

/** What the zero points of a grid are, the codes (or places between codes) that mean 0. */
public enum ZeroPoints {
  /** All 0, and none is stored: the grid is symmetric. */
  NONE(""),
  /** Codes, so that 0 is a point of the grid. */
  INTEGER(" asymmetric"),
  /** Floats, so that the grid may lie anywhere (HQQ); few of these grids hold 0. */
  FLOAT(" float-zeros");

  private final String suffix;

  ZeroPoints(String suffix) {
    this.suffix = suffix;
  }

  /** What an encoding's name ends with. */
  String suffix() {
    return suffix;
  }
}
