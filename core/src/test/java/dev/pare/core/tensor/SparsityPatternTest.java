package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparsityPatternTest {
  @Test
  void readsWhatItSays() {
    for (String text : List.of("unstructured", "1:2", "2:4", "4:8", "7:8")) {
      assertEquals(text, SparsityPattern.parse(text).toString());
    }
    assertEquals(new KeptOf(2, 4), SparsityPattern.parse("2:4"));
    assertTrue(SparsityPattern.parse("2:4").fits(36));
    assertFalse(SparsityPattern.parse("2:4").fits(38));
    assertTrue(SparsityPattern.parse("unstructured").fits(38));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4:2", "4:4", "0:4", "2:9", "2/4", "2:4 ", "-1:4", "8:16", "dense"})
  void refusesWhatIsNoPattern(String text) {
    PareException e = assertThrows(PareException.class, () -> SparsityPattern.parse(text));
    assertEquals(
        "pattern " + text + ": not N kept of M, M at most 8; give N:M such as 2:4 or 4:8",
        e.getMessage());
  }

  /** All ways to keep N of M, one after the other, in two rows. */
  @Test
  void everyWayToKeepNofMHasItsCode() {
    for (int group = 2; group <= KeptOf.MAX_GROUP; group++) {
      for (int kept = 1; kept < group; kept++) {
        everyWay(new KeptOf(kept, group));
      }
    }
  }

  private static void everyWay(KeptOf pattern) {
    List<Integer> masks = new ArrayList<>();
    for (int mask = 0; mask < 1 << pattern.group(); mask++) {
      if (Integer.bitCount(mask) == pattern.kept()) {
        masks.add(mask);
      }
    }
    SparseRows rows = new SparseRows();
    rows.reset(2, masks.size() * pattern.group());
    for (int i = 0; i < masks.size() * pattern.group(); i++) {
      for (int row = 0; row < 2; row++) {
        int which = row == 0 ? i / pattern.group() : masks.size() - 1 - i / pattern.group();
        if ((masks.get(which) >> i % pattern.group() & 1) != 0) {
          rows.keep(row, i);
        }
      }
    }
    byte[] bits = Arrays.copyOf(rows.bits(), 2 * SparseRows.rowBytes(rows.columns()));
    int width = PatternTable.of(pattern).numBits();
    int perRow = QuantizedLayout.words(masks.size(), width);
    int[] words = new int[2 * perRow];
    rows.packPatterns(pattern, words);
    byte[] codes = new byte[2 * masks.size()];
    CodePacking.unpackRows(words, 2, masks.size(), width, 0, codes);
    for (int i = 0; i < masks.size(); i++) {
      assertEquals(i, codes[i]);
      assertEquals(masks.size() - 1 - i, codes[masks.size() + i]);
    }
    rows.reset(2, rows.columns());
    PatternTable.of(pattern).unpack("w", words, rows);
    assertArrayEquals(bits, Arrays.copyOf(rows.bits(), bits.length));
  }

  @Test
  void aCodeThatIsNoneIsRefusedByName() {
    SparseRows rows = new SparseRows();
    rows.reset(1, 8);
    PatternTable table = PatternTable.of(new KeptOf(2, 4));
    table.unpack("w", new int[] {0b101_101}, rows);
    PareException e =
        assertThrows(
            PareException.class, () -> table.unpack("layers.3.up", new int[] {0b110_000}, rows));
    assertEquals(
        "layers.3.up: has pattern 6 of the 6 that 2:4 has; take an undamaged checkpoint",
        e.getMessage());
  }
}
