package dev.pare.core.tensor;

import java.util.Arrays;

/**
 * Codes of b bits to and from 32-bit words: each is stored plus an offset, 2^(b−1) for signed codes
 * and 0 for indices, lowest bit first, across word borders where b does not divide 32. {@link
 * QuantizedLayout} says how rows and columns of words are laid out.
 */
final class CodePacking {
  private CodePacking() {}

  /** Packs signed codes, each row on its own: [rows, columns] into [rows, ⌈columns·b/32⌉] words. */
  static void packRows(byte[] codes, int rows, int columns, int numBits, int[] words) {
    packRows(codes, rows, columns, numBits, signed(numBits), words);
  }

  /** The offset of signed codes. */
  static int signed(int numBits) {
    return 1 << (numBits - 1);
  }

  static void packRows(byte[] codes, int rows, int columns, int numBits, int offset, int[] words) {
    int perRow = QuantizedLayout.words(columns, numBits);
    int perWord = Integer.SIZE / numBits;
    boolean whole = Integer.SIZE % numBits == 0;
    for (int row = 0; row < rows; row++) {
      int packed = whole ? columns / perWord : 0;
      packWholeWords(codes, row * columns, packed, numBits, offset, words, row * perRow);
      int rest = row * columns + packed * perWord;
      packRow(
          codes, rest, columns - packed * perWord, numBits, offset, words, row * perRow + packed);
    }
  }

  /** Words that codes fill without a rest: the quick way for 2, 4 and 8 bits. */
  private static void packWholeWords(
      byte[] codes, int from, int count, int numBits, int offset, int[] words, int at) {
    int mask = (1 << numBits) - 1;
    int perWord = Integer.SIZE / numBits;
    for (int word = 0; word < count; word++) {
      int first = from + word * perWord;
      int bits = 0;
      for (int i = 0; i < perWord; i++) {
        bits |= ((codes[first + i] + offset) & mask) << (i * numBits);
      }
      words[at + word] = bits;
    }
  }

  /** One row, from word {@code at} on. */
  static void packRow(
      byte[] codes, int from, int count, int numBits, int offset, int[] words, int at) {
    int mask = (1 << numBits) - 1;
    long pending = 0;
    int pendingBits = 0;
    int word = at;
    for (int i = from; i < from + count; i++) {
      pending |= (long) ((codes[i] + offset) & mask) << pendingBits;
      pendingBits += numBits;
      if (pendingBits >= Integer.SIZE) {
        words[word++] = (int) pending;
        pending >>>= Integer.SIZE;
        pendingBits -= Integer.SIZE;
      }
    }
    if (pendingBits > 0) {
      words[word] = (int) pending;
    }
  }

  /** The inverse of {@link #packRows}. */
  static void unpackRows(int[] words, int rows, int columns, int numBits, byte[] codes) {
    unpackRows(words, rows, columns, numBits, signed(numBits), codes);
  }

  static void unpackRows(
      int[] words, int rows, int columns, int numBits, int offset, byte[] codes) {
    int perRow = QuantizedLayout.words(columns, numBits);
    for (int row = 0; row < rows; row++) {
      unpackRow(words, row * perRow, columns, numBits, offset, codes, row * columns);
    }
  }

  /** One row of {@code count} codes, from word {@code at} on. */
  static void unpackRow(
      int[] words, int at, int count, int numBits, int offset, byte[] codes, int to) {
    int mask = (1 << numBits) - 1;
    long pending = 0;
    int pendingBits = 0;
    int word = at;
    for (int i = to; i < to + count; i++) {
      if (pendingBits < numBits) {
        pending |= (words[word++] & 0xffffffffL) << pendingBits;
        pendingBits += Integer.SIZE;
      }
      codes[i] = (byte) ((pending & mask) - offset);
      pending >>>= numBits;
      pendingBits -= numBits;
    }
  }

  /** Packs down each column: [rows, columns] codes into [⌈rows·b/32⌉, columns] words. */
  static void packColumns(byte[] codes, int rows, int columns, int numBits, int[] words) {
    int offset = 1 << (numBits - 1);
    Arrays.fill(words, 0, QuantizedLayout.words(rows, numBits) * columns, 0);
    for (int row = 0; row < rows; row++) {
      int word = row * numBits / Integer.SIZE;
      int shift = row * numBits % Integer.SIZE;
      for (int column = 0; column < columns; column++) {
        int code = codes[row * columns + column] + offset;
        words[word * columns + column] |= code << shift;
        if (shift + numBits > Integer.SIZE) {
          words[(word + 1) * columns + column] |= code >>> (Integer.SIZE - shift);
        }
      }
    }
  }

  /**
   * The inverse of {@link #packColumns} for rows from {@code firstRow}, given the words from that
   * of row {@code firstRow} on.
   */
  static void unpackColumns(
      int[] words, int firstRow, int rows, int columns, int numBits, byte[] codes) {
    int offset = 1 << (numBits - 1);
    int mask = (1 << numBits) - 1;
    int firstWord = firstWord(firstRow, numBits);
    for (int row = 0; row < rows; row++) {
      long bit = (long) (firstRow + row) * numBits;
      int word = (int) (bit / Integer.SIZE) - firstWord;
      int shift = (int) (bit % Integer.SIZE);
      for (int column = 0; column < columns; column++) {
        int code = words[word * columns + column] >>> shift;
        if (shift + numBits > Integer.SIZE) {
          code |= words[(word + 1) * columns + column] << (Integer.SIZE - shift);
        }
        codes[row * columns + column] = (byte) ((code & mask) - offset);
      }
    }
  }

  /** The word in which a row's code begins, when codes are packed down columns. */
  static int firstWord(int row, int numBits) {
    return Math.toIntExact((long) row * numBits / Integer.SIZE);
  }
}
