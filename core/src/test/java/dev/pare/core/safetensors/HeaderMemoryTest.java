package dev.pare.core.safetensors;

import static dev.pare.core.safetensors.RawFile.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.Allocation;
import dev.pare.core.testing.Endless;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A header's promises cost no memory. */
class HeaderMemoryTest {
  private static final long BOUND = 40 << 20; // the longest text that is taken, twice

  /**
   * A header of the greatest length, of which {@code start} is given and {@code filler} the rest.
   */
  private static ByteSource hugeHeader(String start, char filler) {
    byte[] bytes = RawFile.of(Header.MAX_LENGTH, start.getBytes(StandardCharsets.US_ASCII), 0);
    return new Endless(ByteSource.of(bytes), filler, 1L << 50);
  }

  private static void refusedCheaply(ByteSource lie) {
    long bytes =
        Allocation.bytes(
            () -> assertThrows(PareException.class, () -> SafetensorsFile.of("lie", lie)));
    assertTrue(bytes < BOUND, bytes + " bytes allocated");
  }

  @Test
  void aHugeHeaderOfNothing() {
    for (char filler : new char[] {'\0', ' ', '[', '{', '"', '0'}) {
      refusedCheaply(hugeHeader("{", filler));
    }
  }

  @Test
  void aHugeNameNumberOrShape() {
    refusedCheaply(hugeHeader("{\"a", 'a'));
    refusedCheaply(hugeHeader("{\"a\":{\"shape\":[1", '1'));
    refusedCheaply(hugeHeader("{\"__metadata__\":{\"a\":\"", 'a'));
    String deep = "{" + entry("a", "U8", "1" + ",1".repeat(50_000), "0,1") + "}";
    refusedCheaply(ByteSource.of(RawFile.of(deep, 1)));
  }

  @Test
  void aHugeTensorIsOpenedForTheCostOfItsHeader() {
    long size = 1L << 60;
    byte[] start = RawFile.of("{" + entry("a", "F32", "" + size / 4, "0," + size) + "}", 0);
    ByteSource file = new Endless(ByteSource.of(start), '1', start.length + size);
    long bytes =
        Allocation.bytes(
            () -> assertEquals(size, SafetensorsFile.of("huge", file).data("a").size()));
    assertTrue(bytes < BOUND, bytes + " bytes allocated");
  }
}
