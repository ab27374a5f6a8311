package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packing against whole rows written as one big integer. */
class CodePackingTest {
  private static final int[] LENGTHS = {1, 7, 13, 32, 33, 207, 576};

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void rowsAreOneLongBitString(int numBits) {
    for (int columns : LENGTHS) {
      int rows = 3;
      byte[] codes = randomCodes(rows * columns, numBits);
      int perRow = QuantizedLayout.words(columns, numBits);
      int[] words = new int[rows * perRow];
      Arrays.fill(words, -1);
      CodePacking.packRows(codes, rows, columns, numBits, words);
      for (int row = 0; row < rows; row++) {
        byte[] rowCodes = Arrays.copyOfRange(codes, row * columns, (row + 1) * columns);
        assertEquals(
            bits(rowCodes, numBits),
            number(words, row * perRow, 1, perRow),
            numBits + " bits, " + columns + " columns");
      }
      byte[] back = new byte[codes.length];
      CodePacking.unpackRows(words, rows, columns, numBits, back);
      assertArrayEquals(codes, back);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void columnsAreOneLongBitStringEach(int numBits) {
    for (int rows : LENGTHS) {
      int columns = 5;
      byte[] codes = randomCodes(rows * columns, numBits);
      int wordRows = QuantizedLayout.words(rows, numBits);
      int[] words = new int[wordRows * columns];
      Arrays.fill(words, -1);
      CodePacking.packColumns(codes, rows, columns, numBits, words);
      for (int column = 0; column < columns; column++) {
        byte[] columnCodes = new byte[rows];
        for (int row = 0; row < rows; row++) {
          columnCodes[row] = codes[row * columns + column];
        }
        assertEquals(bits(columnCodes, numBits), number(words, column, columns, wordRows));
      }
      int first = rows / 3;
      byte[] back = new byte[(rows - first) * columns];
      int skipped = CodePacking.firstWord(first, numBits) * columns;
      int[] tail = Arrays.copyOfRange(words, skipped, words.length);
      CodePacking.unpackColumns(tail, first, rows - first, columns, numBits, back);
      assertArrayEquals(Arrays.copyOfRange(codes, first * columns, codes.length), back);
    }
  }

  /** Without an offset: unsigned bytes, from 1 bit on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void indicesAreStoredAsTheyAre(int numBits) {
    for (int columns : LENGTHS) {
      byte[] indices = new byte[2 * columns];
      new Random(numBits).nextBytes(indices);
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < indices.length; i++) {
        indices[i] &= (byte) ((1 << numBits) - 1);
        if (i >= columns) {
          numbers.add(indices[i] & 0xff);
        }
      }
      int perRow = QuantizedLayout.words(columns, numBits);
      int[] words = new int[2 * perRow];
      Arrays.fill(words, -1);
      CodePacking.packRows(indices, 2, columns, numBits, 0, words);
      ByteBuffer second = ByteBuffer.allocate(perRow * 4).order(ByteOrder.LITTLE_ENDIAN);
      second.asIntBuffer().put(words, perRow, perRow);
      assertArrayEquals(SlowBits.words(numbers, numBits), second.array());
      byte[] back = new byte[indices.length];
      CodePacking.unpackRows(words, 2, columns, numBits, 0, back);
      assertArrayEquals(indices, back);
    }
  }

  private static byte[] randomCodes(int count, int numBits) {
    Random random = new Random(numBits);
    byte[] codes = new byte[count];
    for (int i = 0; i < count; i++) {
      codes[i] = (byte) (random.nextInt(1 << numBits) - (1 << (numBits - 1)));
    }
    return codes;
  }

  /** Σ (q_i + 2^(b−1)) · 2^(i·b) */
  private static BigInteger bits(byte[] codes, int numBits) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < codes.length; i++) {
      sum = sum.add(BigInteger.valueOf(codes[i] + (1 << (numBits - 1))).shiftLeft(i * numBits));
    }
    return sum;
  }

  private static BigInteger number(int[] words, int from, int step, int count) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      sum =
          sum.add(
              BigInteger.valueOf(Integer.toUnsignedLong(words[from + i * step])).shiftLeft(32 * i));
    }
    return sum;
  }
}
