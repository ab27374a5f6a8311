package dev.pare.core.tensor;

import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which weights are kept in consecutive rows, and moving those together or apart. A buffer to
 * reuse: {@link #reset} grows the array, never shrinks it.
 */
public final class SparseRows {
  private int rowCount;
  private int columns;
  private byte[] bits = {};

  /** Bytes that the mask of a row takes. */
  public static int rowBytes(int columns) {
    return (columns + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** Makes room for {@code rowCount} rows, none of whose weights is kept. */
  public void reset(int rowCount, int columns) {
    this.rowCount = rowCount;
    this.columns = columns;
    int size = Math.multiplyExact(rowCount, rowBytes(columns));
    if (bits.length < size) {
      bits = new byte[size];
    } else {
      Arrays.fill(bits, 0, size, (byte) 0);
    }
  }

  public int rowCount() {
    return rowCount;
  }

  public int columns() {
    return columns;
  }

  /**
   * [rowCount, ⌈columns/8⌉]: weight i of a row is kept where bit i mod 8, counted from the lowest,
   * of its byte ⌊i/8⌋ is set; bits beyond the row's end are 0. Live: the buffer itself.
   */
  public byte[] bits() {
    return bits;
  }

  public boolean keeps(int row, int column) {
    return (bits[row * rowBytes(columns) + (column >> 3)] >> (column & 7) & 1) != 0;
  }

  /** Keeps a weight. */
  public void keep(int row, int column) {
    bits[row * rowBytes(columns) + (column >> 3)] |= (byte) (1 << (column & 7));
  }

  /** How many weights of a row are kept. */
  public int kept(int row) {
    int kept = 0;
    for (int at = row * rowBytes(columns); at < (row + 1) * rowBytes(columns); at++) {
      kept += Integer.bitCount(bits[at] & 0xff);
    }
    return kept;
  }

  /** Whether a bit beyond a row's end is set. */
  boolean overhangs() {
    int last = rowBytes(columns) - 1;
    int used = columns - last * Byte.SIZE;
    for (int row = 0; row < rowCount; row++) {
      if ((bits[row * (last + 1) + last] & 0xff) >> used != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether every group of each row keeps as many as the pattern says. */
  boolean has(KeptOf pattern) {
    for (int row = 0; row < rowCount; row++) {
      for (int at = 0; at < columns; at += pattern.group()) {
        if (Integer.bitCount(group(row, at, pattern.group())) != pattern.kept()) {
          return false;
        }
      }
    }
    return true;
  }

  /** The bits of {@code length} ≤ 8 weights from {@code column} on, the first the lowest. */
  int group(int row, int column, int length) {
    int at = row * rowBytes(columns) + (column >> 3);
    int shift = column & 7;
    int two = bits[at] & 0xff;
    if (shift + length > Byte.SIZE) {
      two |= (bits[at + 1] & 0xff) << Byte.SIZE;
    }
    return two >> shift & ((1 << length) - 1);
  }

  /** Sets to 0 the weights [rowCount, columns] that are not kept. */
  public void clear(float[] w) {
    for (int row = 0; row < rowCount; row++) {
      for (int column = 0; column < columns; column++) {
        if (!keeps(row, column)) {
          w[row * columns + column] = 0;
        }
      }
    }
  }

  /** Sets to 0 the elements of {@code width} bytes, 2 or 4, of weights that are not kept. */
  void clear(ByteBuffer elements, int width) {
    for (int row = 0; row < rowCount; row++) {
      for (int column = 0; column < columns; column++) {
        int at = (row * columns + column) * width;
        if (!keeps(row, column)) {
          copy(null, 0, elements, at, width);
        }
      }
    }
  }

  /** Puts the elements of {@code width} bytes of the weights that are kept, row after row. */
  public void gather(ByteBuffer elements, int width, ByteBuffer to) {
    int next = to.position();
    for (int row = 0; row < rowCount; row++) {
      for (int column = 0; column < columns; column++) {
        if (keeps(row, column)) {
          copy(elements, (row * columns + column) * width, to, next, width);
          next += width;
        }
      }
    }
    to.position(next);
  }

  /** The inverse of {@link #gather}: elements of weights that are not kept become 0. */
  void scatter(ByteBuffer from, int width, ByteBuffer elements) {
    int next = from.position();
    for (int row = 0; row < rowCount; row++) {
      for (int column = 0; column < columns; column++) {
        boolean kept = keeps(row, column);
        copy(kept ? from : null, next, elements, (row * columns + column) * width, width);
        next += kept ? width : 0;
      }
    }
  }

  /** One element; 0 from nowhere. */
  private static void copy(ByteBuffer from, int at, ByteBuffer to, int target, int width) {
    if (width == Integer.BYTES) {
      to.putInt(target, from == null ? 0 : from.getInt(at));
    } else {
      to.putShort(target, from == null ? 0 : from.getShort(at));
    }
  }

  /**
   * Packs the kept of some signed codes, each row from a fresh word.
   *
   * @param codes [rowCount, columns]
   * @return the number of words
   */
  public int packCodes(byte[] codes, int numBits, int[] words) {
    return pack(codes, numBits, CodePacking.signed(numBits), words);
  }

  /** The same for indices, unsigned bytes below 2^b. */
  public int packIndices(byte[] indices, int numBits, int[] words) {
    return pack(indices, numBits, 0, words);
  }

  private int pack(byte[] codes, int numBits, int offset, int[] words) {
    byte[] kept = new byte[columns];
    int at = 0;
    for (int row = 0; row < rowCount; row++) {
      int count = 0;
      for (int column = 0; column < columns; column++) {
        if (keeps(row, column)) {
          kept[count++] = codes[row * columns + column];
        }
      }
      CodePacking.packRow(kept, 0, count, numBits, offset, words, at);
      at += QuantizedLayout.words(count, numBits);
    }
    return at;
  }

  /** The inverse of {@link #pack}; codes of weights that are not kept become 0. */
  void unpack(int[] words, int numBits, int offset, byte[] codes) {
    byte[] kept = new byte[columns];
    int at = 0;
    for (int row = 0; row < rowCount; row++) {
      int count = kept(row);
      CodePacking.unpackRow(words, at, count, numBits, offset, kept, 0);
      at += QuantizedLayout.words(count, numBits);
      int next = 0;
      for (int column = 0; column < columns; column++) {
        codes[row * columns + column] = keeps(row, column) ? kept[next++] : 0;
      }
    }
  }

  /** Packs which weights of each group are kept, as {@link SparseLayout} lays out its patterns. */
  public void packPatterns(KeptOf pattern, int[] words) {
    PatternTable.of(pattern).pack(this, words);
  }
}
