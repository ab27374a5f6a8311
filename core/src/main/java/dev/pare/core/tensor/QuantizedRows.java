package dev.pare.core.tensor;

/**
 * Consecutive rows of an integer-encoded weight, unpacked: what an algorithm makes and a kernel
 * repacks. A buffer to reuse: {@link #reset} grows the arrays, never shrinks them.
 */
public final class QuantizedRows {
  private int rowCount;
  private int columns;
  private int groupsPerRow;
  private byte[] codes = {};
  private float[] scales = {};
  private byte[] zeroPoints = {};
  private float[] floatZeroPoints = {};

  /** Makes room for {@code rowCount} rows; old contents are undefined. */
  public void reset(int rowCount, int columns, int groupsPerRow) {
    this.rowCount = rowCount;
    this.columns = columns;
    this.groupsPerRow = groupsPerRow;
    int codeCount = Math.multiplyExact(rowCount, columns);
    int groupCount = Math.multiplyExact(rowCount, groupsPerRow);
    codes = codes.length < codeCount ? new byte[codeCount] : codes;
    scales = scales.length < groupCount ? new float[groupCount] : scales;
    zeroPoints = zeroPoints.length < groupCount ? new byte[groupCount] : zeroPoints;
    floatZeroPoints = floatZeroPoints.length < groupCount ? new float[groupCount] : floatZeroPoints;
  }

  public int rowCount() {
    return rowCount;
  }

  public int columns() {
    return columns;
  }

  public int groupsPerRow() {
    return groupsPerRow;
  }

  /** q, [rowCount, columns], each within the scheme's signed range. Live: the buffer itself. */
  public byte[] codes() {
    return codes;
  }

  /**
   * [rowCount, groupsPerRow], repeated for every row where a tensor has one scale. Live: the buffer
   * itself.
   */
  public float[] scales() {
    return scales;
  }

  /**
   * [rowCount, groupsPerRow], all 0 where the scheme is symmetric, and undefined where its zero
   * points are floats. Live: the buffer itself.
   */
  public byte[] zeroPoints() {
    return zeroPoints;
  }

  /**
   * [rowCount, groupsPerRow] of a scheme whose zero points are floats; else undefined. Live: the
   * buffer itself.
   */
  public float[] floatZeroPoints() {
    return floatZeroPoints;
  }

  /** Packs the codes as {@link QuantizedLayout} lays out {@code weight_packed}. */
  public void packCodes(int numBits, int[] words) {
    CodePacking.packRows(codes, rowCount, columns, numBits, words);
  }

  /** Packs the zero points as {@link QuantizedLayout} lays out {@code weight_zero_point}. */
  public void packZeroPoints(int numBits, int[] words) {
    CodePacking.packColumns(zeroPoints, rowCount, groupsPerRow, numBits, words);
  }

  /** w = (q − zeroPoint)·scale for every row, from {@code target[0]}. */
  void dequantize(QuantizationScheme scheme, float[] target) {
    int groupSize = scheme.granularity().groupSize(columns);
    boolean floats = scheme.zeroPoints() == ZeroPoints.FLOAT;
    for (int row = 0; row < rowCount; row++) {
      for (int group = 0; group < groupsPerRow; group++) {
        int grid = row * groupsPerRow + group;
        float scale = scales[grid];
        float zeroPoint = floats ? floatZeroPoints[grid] : zeroPoints[grid];
        int from = row * columns + group * groupSize;
        int to = Math.min(from + groupSize, (row + 1) * columns);
        for (int i = from; i < to; i++) {
          target[i] = (codes[i] - zeroPoint) * scale;
        }
      }
    }
  }
}
