package dev.pare.calibrate.solver;

import java.util.Arrays;

/**
 * Every weight takes the nearest entry of its row's codebook, the lower one where two are as near:
 * GPTQ with a codebook.
 */
public final class CodebookRounding implements ColumnRule {
  private final int rows;
  private final int columns;
  private final int shared;
  private final float[][] codebooks;

  /** [columns, rows] */
  private final byte[] codes;

  /**
   * @param shared consecutive rows that share a codebook
   * @param codebooks at most 256 ascending entries each
   */
  public CodebookRounding(int rows, int columns, int shared, float[][] codebooks) {
    this.rows = rows;
    this.columns = columns;
    this.shared = shared;
    this.codebooks = codebooks;
    this.codes = new byte[Math.multiplyExact(rows, columns)];
  }

  @Override
  public int unit() {
    return 1;
  }

  @Override
  public void choose(BlockRows block, int i, float[] values) {
    int at = block.block().column(i) * rows + block.firstRow();
    for (int lane = 0; lane < block.rows(); lane++) {
      float[] codebook = codebooks[(block.firstRow() + lane) / shared];
      int code = nearest(codebook, values[lane]);
      codes[at + lane] = (byte) code;
      values[lane] = codebook[code];
    }
  }

  private static int nearest(float[] codebook, float w) {
    int found = Arrays.binarySearch(codebook, w);
    if (found >= 0) {
      return found;
    }
    int above = -found - 1;
    if (above == 0 || above == codebook.length) {
      return above == 0 ? 0 : above - 1;
    }
    double down = (double) w - codebook[above - 1];
    double up = (double) codebook[above] - w;
    return up < down ? above : above - 1;
  }

  /** Row after row, once the weight is solved. [rows, columns] */
  public byte[] codes() {
    byte[] turned = new byte[codes.length];
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        turned[row * columns + column] = codes[column * rows + row];
      }
    }
    return turned;
  }
}
