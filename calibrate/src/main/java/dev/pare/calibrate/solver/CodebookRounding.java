package dev.pare.calibrate.solver;

import dev.pare.core.tensor.CodebookRows;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import java.util.Arrays;

/**
 * Every weight takes the nearest entry of its row's codebook, the lower one where two are as near:
 * GPTQ with a codebook.
 */
public final class CodebookRounding implements ColumnRule, CodebookTensor.RowSource {
  private final Shape shape;
  private final CodebookScheme scheme;
  private final DType entryType;

  /** [codebooks, entries] */
  private final float[][] codebooks;

  /** [columns, rows] */
  private final byte[] indices;

  /**
   * @param entryType F32, F16 or BF16: every entry is representable in it
   * @param codebooks ascending, of as many entries as the scheme says
   */
  public CodebookRounding(
      Shape shape, CodebookScheme scheme, DType entryType, float[][] codebooks) {
    this.shape = shape;
    this.scheme = scheme;
    this.entryType = entryType;
    this.codebooks = codebooks;
    this.indices = new byte[Math.toIntExact(shape.size())];
  }

  /** The weight, once it is solved. */
  public CodebookTensor tensor() {
    return new CodebookTensor(shape, scheme, entryType, this);
  }

  @Override
  public int unit() {
    return 1;
  }

  @Override
  public void choose(BlockRows block, int i, float[] values) {
    int at = block.block().column(i) * shape.rows() + block.firstRow();
    for (int lane = 0; lane < block.rows(); lane++) {
      float[] codebook = codebooks[scheme.codebookOf(block.firstRow() + lane)];
      int index = nearest(codebook, values[lane]);
      indices[at + lane] = (byte) index;
      values[lane] = codebook[index];
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

  @Override
  public void read(CodebookRows into) {
    for (int column = 0; column < into.columns(); column++) {
      int from = column * shape.rows() + into.firstRow();
      for (int row = 0; row < into.rowCount(); row++) {
        into.indices()[row * into.columns() + column] = indices[from + row];
      }
    }
    for (int i = 0; i < into.codebookCount(); i++) {
      float[] codebook = codebooks[into.firstCodebook() + i];
      System.arraycopy(codebook, 0, into.entries(), i * codebook.length, codebook.length);
    }
  }
}
