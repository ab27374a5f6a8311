package dev.pare.core.gguf;

import static dev.pare.core.testing.RawGguf.joined;
import static dev.pare.core.testing.RawGguf.longs;
import static dev.pare.core.testing.RawGguf.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.Allocation;
import dev.pare.core.testing.Endless;
import dev.pare.core.testing.RawGguf;
import org.junit.jupiter.api.Test;

/** A header's promises cost no memory. */
class GgufMemoryTest {
  private static final long BOUND = 40 << 20; // the longest text that is taken, decoded
  private static final long PETABYTE = 1L << 50;

  private static void refusedCheaply(byte[] start) {
    for (char filler : new char[] {0, 1, 'a', 0xff}) {
      ByteSource lie = new Endless(ByteSource.of(start), filler, PETABYTE);
      long bytes =
          Allocation.bytes(() -> assertThrows(PareException.class, () -> GgufFile.of("lie", lie)));
      assertTrue(bytes < BOUND, bytes + " bytes allocated");
    }
  }

  @Test
  void hugeCounts() {
    refusedCheaply(new RawGguf().bytes(3_000_000, 0, 0));
    refusedCheaply(new RawGguf().bytes(0, 7_000_000, 0));
    refusedCheaply(new RawGguf().bytes(-1, -1, 0));
  }

  @Test
  void hugeTextsAndArrays() {
    for (long size : new long[] {9_000_000, 99_000_000, 1L << 40, -1}) {
      refusedCheaply(new RawGguf().key("k", 8, longs(size)).bytes(0));
      refusedCheaply(new RawGguf().array("k", 8, size).bytes(0));
      refusedCheaply(new RawGguf().array("k", 9, size).bytes(0));
      refusedCheaply(new RawGguf().array("k", 0, size).bytes(0));
    }
  }

  @Test
  void aVocabularyIsOpenedForTheCostOfAWindow() {
    byte[][] tokens = new byte[100_000][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = text("token " + i);
    }
    byte[] file = new RawGguf().array("tokens", 8, tokens.length, joined(tokens)).bytes(0);
    ByteSource source = ByteSource.of(file);
    long bytes = Allocation.bytes(() -> GgufFile.of("vocabulary", source));
    assertTrue(bytes < 1 << 20, bytes + " bytes allocated");
  }

  @Test
  void aHugeTensorIsOpenedForTheCostOfItsHeader() {
    byte[] start = new RawGguf().tensor("a", 0, 0, 1 << 30, 1 << 18).bytes(0);
    long size = 1L << 50;
    ByteSource file = new Endless(ByteSource.of(start), '1', start.length + size);
    long bytes =
        Allocation.bytes(() -> assertEquals(size, GgufFile.of("huge", file).data("a").size()));
    assertTrue(bytes < 1 << 20, bytes + " bytes allocated");
  }
}
