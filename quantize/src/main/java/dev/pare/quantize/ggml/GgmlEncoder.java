package dev.pare.quantize.ggml;

import dev.pare.core.PareException;
import dev.pare.core.tensor.GgmlType;
import java.util.Objects;

/**
 * Encodes rows of float32 as ggml blocks. For one thread at a time: it holds scratch.
 *
 * <p>Many rows at once are encoded several times faster than one by one: the searches run over many
 * blocks side by side.
 */
public final class GgmlEncoder {
  private static final double LEAST_COST = 1e-6;

  private final GgmlType type;
  private final int columns;
  private final BlocksEncoder blocks;
  private final float[] costs;

  private GgmlEncoder(GgmlType type, int columns) {
    this.type = type;
    this.columns = columns;
    this.blocks = BlocksEncoder.of(type);
    this.costs = new float[columns];
  }

  /**
   * @param columns weights a row, a whole number of blocks
   * @throws IllegalArgumentException if they are not, or the type has no blocks
   */
  public static GgmlEncoder of(GgmlType type, int columns) {
    if (columns < 1 || columns % type.blockSize() != 0) {
      throw new IllegalArgumentException(columns + " columns of " + type);
    }
    return new GgmlEncoder(type, columns);
  }

  GgmlType type() {
    return type;
  }

  int columns() {
    return columns;
  }

  /** Bytes a row. */
  public int rowBytes() {
    return Math.toIntExact((long) columns / type.blockSize() * type.blockBytes());
  }

  /**
   * Encodes one row.
   *
   * @param row the weights, from {@code offset}
   * @param importance E[a²] of each input column, at least 0: what an error there costs; or null
   * @param out where {@link #rowBytes} bytes go, from {@code outOffset}
   * @throws PareException if a weight or importance is NaN or infinite, or too large
   */
  public void encode(float[] row, int offset, float[] importance, byte[] out, int outOffset) {
    encode("a row", row, offset, 1, importance, out, outOffset);
  }

  /**
   * Encodes {@code count} rows that lie one after the other, into bytes that do too.
   *
   * @param name the weight's, for errors
   */
  public void encode(
      String name,
      float[] rows,
      int offset,
      int count,
      float[] importance,
      byte[] out,
      int outOffset) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, columns), rows.length);
    Objects.checkFromIndexSize(outOffset, Math.multiplyExact(count, rowBytes()), out.length);
    float[] relative = importance == null ? null : costs(name, importance);
    try {
      blocks.encode(rows, offset, count * (columns / type.blockSize()), relative, out, outOffset);
    } catch (UnfitWeights e) {
      throw new PareException(name, e.what, e.remedy, e);
    }
  }

  /**
   * Importance over its mean. Columns that never saw an activation keep a millionth of that: their
   * weights still become something like what they were.
   */
  private float[] costs(String name, float[] importance) {
    requireImportance(name, importance);
    double sum = 0;
    for (float value : importance) {
      sum += value;
    }
    if (sum == 0) {
      return null;
    }
    for (int i = 0; i < columns; i++) {
      costs[i] = (float) Math.max(LEAST_COST, importance[i] * columns / sum);
    }
    return costs;
  }

  private void requireImportance(String name, float[] importance) {
    if (importance.length != columns) {
      throw new PareException(
          name,
          "has " + columns + " columns, but importance of " + importance.length,
          "collect the importance on this model");
    }
    for (float value : importance) {
      if (!(value >= 0 && value <= Float.MAX_VALUE)) {
        throw new PareException(
            name, "has a column of importance " + value, "collect the importance anew");
      }
    }
  }
}
