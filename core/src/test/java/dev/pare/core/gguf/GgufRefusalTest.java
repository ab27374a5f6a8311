package dev.pare.core.gguf;

import static dev.pare.core.testing.RawGguf.ints;
import static dev.pare.core.testing.RawGguf.joined;
import static dev.pare.core.testing.RawGguf.longs;
import static dev.pare.core.testing.RawGguf.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.RawGguf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One test an attack: each lie is refused, and the message says which it was. */
class GgufRefusalTest {
  private static GgufFile open(byte[] file) {
    return GgufFile.of("test", ByteSource.of(file));
  }

  private static final int F32 = 0;
  private static final int Q4_0 = 2;

  private static void refused(byte[] file, String reason) {
    PareException e = assertThrows(PareException.class, () -> open(file));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().startsWith("test: "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static void refused(RawGguf file, int dataSize, String reason) {
    refused(file.bytes(dataSize), reason);
  }

  private static byte[] version(int version) {
    byte[] file = new RawGguf().bytes(0);
    System.arraycopy(ints(version), 0, file, 4, 4);
    return file;
  }

  @Test
  void theHonestFileIsTaken() {
    GgufFile file = open(new RawGguf().text("k", "v").tensor("a", F32, 0, 2, 3).bytes(24));
    assertEquals(List.of("a"), List.copyOf(file.names()));
    assertTrue(open(new RawGguf().bytes(0)).names().isEmpty());
    assertEquals(2, open(version(2)).version());
  }

  @Test
  void otherFiles() {
    refused(new byte[0], "is empty");
    refused(new byte[40], "is not GGUF");
    refused("GGU".getBytes(StandardCharsets.US_ASCII), "is a text that begins \"GGU\"");
    refused("GGUF\3\0\0\0".getBytes(StandardCharsets.US_ASCII), "is only 8 bytes long");
    byte[] pointer =
        "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.US_ASCII);
    refused(pointer, "is a Git LFS pointer");
  }

  @Test
  void versions() {
    refused(version(1), "is GGUF version 1; take a file of version 2 or 3");
    refused(version(4), "is GGUF version 4");
    refused(version(0), "is GGUF version 0");
    refused(version(0x0300_0000), "is big-endian GGUF");
  }

  @Test
  void countsThatTheFileCannotHold() {
    byte[] more = new RawGguf().bytes(2, 0, 32);
    refused(more, "the header: 2 tensors cannot be in the 48 bytes that are left");
    refused(new RawGguf().bytes(-1, 0, 0), "18446744073709551615 tensors cannot be");
    refused(new RawGguf().bytes(0, Long.MAX_VALUE, 0), "9223372036854775807 metadata keys cannot");
  }

  @Test
  void aHeaderThatEndsEarly() {
    byte[] file =
        new RawGguf()
            .text("a key", "a value")
            .array("list", 8, 2, text("x"), text("y"))
            .tensor("a", F32, 0, 2)
            .bytes(8);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThrows(PareException.class, () -> open(cut), "cut at " + length);
    }
  }

  @Test
  void textsThatAreTooLongOrNoText() {
    refused(new RawGguf().key("k", 8, longs(1000)), 0, "metadata \"k\": 1000 bytes of text cannot");
    refused(new RawGguf().key("k", 8, longs(-1)), 0, "18446744073709551615 bytes of text cannot");
    byte[] notUtf8 = joined(longs(1), new byte[] {(byte) 0xff});
    refused(new RawGguf().key("k", 8, notUtf8), 0, "\"k\": holds text that is not UTF-8");
  }

  @Test
  void valuesThatAreNone() {
    refused(new RawGguf().key("k", 13, longs(0)), 0, "\"k\": unknown value type 13");
    refused(new RawGguf().key("k", -1, longs(0)), 0, "unknown value type 4294967295");
    refused(new RawGguf().key("k", 7, new byte[] {2}), 0, "\"k\": holds a bool that is 2");
  }

  @Test
  void arraysThatLie() {
    refused(new RawGguf().array("k", 4, 1L << 61), 0, "\"k\": 2305843009213693952 items cannot");
    refused(new RawGguf().array("k", 0, -1), 0, "18446744073709551615 items cannot");
    refused(new RawGguf().array("k", 8, 1, longs(99)), 0, "\"k\": 99 bytes of text cannot");
    refused(new RawGguf().array("k", 77, 0), 0, "\"k\": unknown value type 77");
    byte[] nested = joined(ints(9), longs(1)); // an array of one array of one array …
    byte[][] deep = new byte[20_000][];
    Arrays.fill(deep, nested);
    refused(new RawGguf().array("k", 9, 1, deep), 0, "\"k\": holds arrays more than 8 deep");
  }

  @Test
  void keysAndNamesThatComeTwice() {
    refused(new RawGguf().text("k", "1").text("k", "2"), 0, "metadata \"k\": comes twice");
    refused(new RawGguf().text("k", "1").array("k", 4, 0), 0, "metadata \"k\": comes twice");
    refused(
        new RawGguf().tensor("a", F32, 0, 2).tensor("a", F32, 32, 2),
        40,
        "tensor \"a\": comes twice");
  }

  @Test
  void alignmentsThatCannotBe() {
    refused(new RawGguf().alignment(48), 0, "general.alignment is 48, which is no power of two");
    refused(new RawGguf().alignment(0), 0, "\"general.alignment\" is 0");
    refused(new RawGguf().text("general.alignment", "32"), 0, "\"general.alignment\" is 32");
    refused(new RawGguf().tensor("a", F32, 8, 2), 16, "\"a\": offset 8 is no multiple of 32");
    byte[] file =
        new RawGguf().alignment(8).tensor("a", F32, 0, 2).tensor("b", F32, 8, 2).bytes(16);
    assertEquals(2, open(file).names().size());
  }

  @Test
  void shapesThatCannotBe() {
    refused(new RawGguf().tensor("a", F32, 0), 64, "tensor \"a\": has 0 dimensions, not 1 to 4");
    refused(new RawGguf().tensor("a", F32, 0, 1, 1, 1, 1, 2), 8, "has 5 dimensions");
    refused(new RawGguf().tensor("a", F32, 0, 0, 2), 0, "has shape [2, 0], which no weight has");
    refused(new RawGguf().tensor("a", F32, 0, -1), 8, "shape [-1] overflows");
    refused(new RawGguf().tensor("a", F32, 0, 1L << 40, 1L << 40), 8, "overflows");
    refused(new RawGguf().tensor("a", F32, 0, 1L << 31), 8, "which no weight has");
  }

  @Test
  void typesThatAreNotRead() {
    refused(new RawGguf().tensor("a", 16, 0, 256), 66, "\"a\": type IQ2_XXS is not supported");
    refused(new RawGguf().tensor("a", 31, 0, 256), 66, "tensor \"a\": unknown type 31");
    refused(new RawGguf().tensor("a", -1, 0, 256), 66, "unknown type 4294967295");
    refused(
        new RawGguf().tensor("a", Q4_0, 0, 48, 2),
        54,
        "\"a\": rows of 48 are no whole q4_0 blocks");
  }

  @Test
  void tensorsThatReachPastTheFile() {
    String where = "tensor \"a\": truncated: 24 bytes at offset ";
    refused(new RawGguf().tensor("a", F32, 0, 2, 3), 23, where + "0 where 23 are left");
    refused(new RawGguf().tensor("a", F32, 64, 2, 3), 24, where + "64 where 24 are left");
    refused(new RawGguf().tensor("a", F32, -32, 2, 3), 24, where + "18446744073709551584 where");
    refused(
        new RawGguf().tensor("a", F32, 0, 1 << 30, 1 << 30), 24, "4611686018427387904 bytes at");
  }

  @Test
  void tensorsThatOverlapAndHoles() {
    RawGguf overlap = new RawGguf().tensor("a", F32, 0, 10).tensor("b", F32, 32, 8);
    refused(overlap, 64, "tensors \"a\" and \"b\" overlap");
    RawGguf same = new RawGguf().tensor("a", F32, 0, 2).tensor("b", F32, 0, 2);
    refused(same, 8, "tensors \"a\" and \"b\" overlap");
    RawGguf hole = new RawGguf().tensor("a", F32, 0, 2).tensor("b", F32, 64, 2);
    refused(hole, 72, "32 bytes between \"a\" and \"b\" are no tensor's");
    RawGguf late = new RawGguf().tensor("a", F32, 32, 2);
    refused(late, 40, "32 bytes between the header and \"a\" are no tensor's");
    refused(new RawGguf().tensor("a", F32, 0, 2), 33, "1 bytes after the last tensor");
    refused(new RawGguf(), 1, "1 bytes after the last tensor");
  }

  @Test
  void namesThatSteerATerminalAreSpelledOut() {
    String evil = "\u001b[2J\r\n\u202e";
    refused(new RawGguf().key(evil, 99, longs(0)), 0, "\"\\u001b[2J\\u000d\\u000a\\u202e\"");
    refused(new RawGguf().tensor(evil, 99, 0, 1), 4, "\"\\u001b[2J\\u000d\\u000a\\u202e\"");
  }

  @Test
  void aTensorThatIsNotThereIsNamed() {
    GgufFile file = open(new RawGguf().bytes(0));
    PareException e = assertThrows(PareException.class, () -> file.data("b"));
    assertTrue(e.getMessage().startsWith("test: has no tensor \"b\""), e.getMessage());
  }
}
