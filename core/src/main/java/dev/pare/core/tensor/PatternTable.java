package dev.pare.core.tensor;

import dev.pare.core.PareException;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways to keep N of M weights, numbered: code c is the c-th smallest of the numbers of M bits
 * of which N are set, bit i saying that weight i is kept. 2:4 has 6 of them, 0011 to 1100, in 3
 * bits.
 */
final class PatternTable {
  private static final Map<KeptOf, PatternTable> KNOWN = new ConcurrentHashMap<>();

  private final KeptOf pattern;
  private final byte[] masks;
  private final byte[] codes;

  private PatternTable(KeptOf pattern) {
    this.pattern = pattern;
    codes = new byte[1 << pattern.group()];
    byte[] found = new byte[codes.length];
    byte next = 0;
    for (int mask = 0; mask < codes.length; mask++) {
      codes[mask] = -1;
      if (Integer.bitCount(mask) == pattern.kept()) {
        found[next] = (byte) mask;
        codes[mask] = next++;
      }
    }
    masks = Arrays.copyOf(found, next);
  }

  static PatternTable of(KeptOf pattern) {
    return KNOWN.computeIfAbsent(pattern, PatternTable::new);
  }

  /** The width of a code: ⌈log₂⌉ of how many ways there are. */
  int numBits() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(masks.length - 1);
  }

  /** Codes of each row's groups, packed as indices are. */
  void pack(SparseRows rows, int[] words) {
    int groups = rows.columns() / pattern.group();
    byte[] packed = new byte[rows.rowCount() * groups];
    for (int i = 0; i < packed.length; i++) {
      int mask = rows.group(i / groups, i % groups * pattern.group(), pattern.group());
      packed[i] = codes[mask];
      if (packed[i] < 0) {
        throw new IllegalArgumentException("a mask that is not " + pattern);
      }
    }
    CodePacking.packRows(packed, rows.rowCount(), groups, numBits(), 0, words);
  }

  /**
   * The inverse of {@link #pack}.
   *
   * @param name for errors
   */
  void unpack(String name, int[] words, SparseRows rows) {
    int groups = rows.columns() / pattern.group();
    byte[] packed = new byte[rows.rowCount() * groups];
    CodePacking.unpackRows(words, rows.rowCount(), groups, numBits(), 0, packed);
    for (int i = 0; i < packed.length; i++) {
      if (packed[i] >= masks.length) {
        throw new PareException(
            name,
            "has pattern " + packed[i] + " of the " + masks.length + " that " + pattern + " has",
            "take an undamaged checkpoint");
      }
      for (int bit = 0; bit < pattern.group(); bit++) {
        if ((masks[packed[i]] >> bit & 1) != 0) {
          rows.keep(i / groups, i % groups * pattern.group() + bit);
        }
      }
    }
  }
}
