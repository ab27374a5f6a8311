package dev.pare.core.safetensors;

import static dev.pare.core.safetensors.RawFile.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One test an attack: each lie is refused, and the message says which it was. */
class SafetensorsRefusalTest {
  private static final String A = entry("a", "F32", "2", "0,8");

  private static void refused(byte[] file, String reason) {
    PareException e = assertThrows(PareException.class, () -> RawFile.open(file));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().startsWith("test: "), e.getMessage());
  }

  private static void refused(String header, int dataSize, String reason) {
    refused(RawFile.of(header, dataSize), reason);
  }

  @Test
  void theHonestFileIsTaken() {
    assertEquals(List.of("a"), List.copyOf(RawFile.open(RawFile.of("{" + A + "}", 8)).names()));
    assertTrue(RawFile.open(RawFile.of("{}", 0)).names().isEmpty());
    assertTrue(RawFile.open(RawFile.of("{} \n  ", 0)).names().isEmpty());
  }

  @Test
  void noBytes() {
    refused(new byte[0], "is empty");
  }

  @Test
  void fewerThanEightBytes() {
    refused(new byte[7], "is only 7 bytes long");
  }

  @Test
  void headerLengthZero() {
    refused(new byte[100], "never finished");
  }

  @Test
  void headerLongerThanFile() {
    refused(RawFile.of(17, new byte[16], 0), "a header of 17 bytes in a file of 24");
  }

  @Test
  void headerLongerThanLimit() {
    byte[] zeros = new byte[16];
    refused(RawFile.of(100_000_001, zeros, 0), "header length 100000001 is past the limit");
    refused(RawFile.of(Long.MIN_VALUE, zeros, 0), "length 9223372036854775808 is past");
    refused(RawFile.of(-1, zeros, 0), "18446744073709551615 is past the limit");
  }

  @Test
  void headerThatDoesNotBeginWithABrace() {
    refused(" {}", 0, "does not begin with {");
    refused("\ufeff{}", 0, "does not begin with {");
  }

  @Test
  void headerThatIsNotUtf8() {
    byte[] latin = "{\"é\":1}".getBytes(StandardCharsets.ISO_8859_1);
    refused(RawFile.of(latin.length, latin, 0), "not UTF-8");
    byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'};
    refused(RawFile.of(overlong.length, overlong, 0), "not UTF-8");
    byte[] cut = {'{', '}', (byte) 0xe2};
    refused(RawFile.of(cut.length, cut, 0), "not UTF-8");
  }

  @Test
  void headerThatIsNotJson() {
    refused("{" + A, 8, "not valid JSON");
    refused("{\"a\":nonsense}", 8, "not valid JSON");
    refused("{" + A + ",}", 8, "not valid JSON");
  }

  @Test
  void textAfterTheHeader() {
    refused("{}x", 0, "not valid JSON");
    refused("{}{}", 0, "text after");
    refused("{}\0\0", 0, "not valid JSON");
  }

  @Test
  void duplicateKeys() {
    refused("{" + A + "," + A + "}", 8, "Duplicate field 'a'");
    refused("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\"}}", 0, "Duplicate field 'dtype'");
    refused("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "Duplicate field '__metadata__'");
    refused("{\"__metadata__\":{\"x\":\"1\",\"x\":\"2\"}}", 0, "Duplicate field 'x'");
  }

  @Test
  void metadataThatIsNotText() {
    refused("{\"__metadata__\":1}", 0, "is not an object");
    refused("{\"__metadata__\":{\"x\":1}}", 0, "value of \"x\" is no string");
    refused("{\"__metadata__\":{\"x\":{}}}", 0, "value of \"x\" is no string");
  }

  @Test
  void entryThatIsNotAnObject() {
    refused("{\"a\":[]}", 0, "tensor \"a\": is not an object");
    refused("{\"a\":null}", 0, "tensor \"a\": is not an object");
  }

  @Test
  void entryWithoutAField() {
    refused("{\"a\":{}}", 0, "tensor \"a\": has no dtype");
    refused("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0]}}", 0, "has no shape");
    refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}", 0, "has no data_offsets");
  }

  @Test
  void entryWithAnUnknownField() {
    refused("{\"a\":{\"dtype\":\"U8\",\"strides\":[1]}}", 0, "unknown field \"strides\"");
  }

  @Test
  void unknownType() {
    refused("{" + entry("a", "F4", "2", "0,8") + "}", 8, "unknown dtype \"F4\"");
    refused("{" + entry("a", "f32", "2", "0,8") + "}", 8, "unknown dtype \"f32\"");
    refused("{\"a\":{\"dtype\":7}}", 8, "dtype is not a string");
  }

  @Test
  void shapeThatIsNoShape() {
    refused("{" + entry("a", "F32", "-2", "0,8") + "}", 8, "negative number -2");
    refused("{" + entry("a", "F32", "2.0", "0,8") + "}", 8, "other than integers");
    refused("{" + entry("a", "F32", "\"2\"", "0,8") + "}", 8, "integers");
    refused("{" + entry("a", "F32", "[2]", "0,8") + "}", 8, "other than integers");
    refused("{\"a\":{\"shape\":2}}", 8, "shape is not an array");
  }

  @Test
  void shapeThatOverflows() {
    refused("{" + entry("a", "F32", "4294967296,4294967296", "0,8") + "}", 8, "overflows");
    refused("{" + entry("a", "F32", "4611686018427387905", "0,4") + "}", 4, "overflows");
    refused("{" + entry("a", "F32", "9223372036854775808", "0,4") + "}", 4, "not valid JSON");
  }

  @Test
  void shapeOfTooManyDimensions() {
    refused("{" + entry("a", "U8", "1" + ",1".repeat(64), "0,1") + "}", 1, "more than 64 numbers");
  }

  @Test
  void offsetsThatRunBackwards() {
    refused("{" + entry("a", "F32", "2", "8,0") + "}", 8, "8…0 run backwards");
  }

  @Test
  void offsetsThatAreNotTwoNumbers() {
    refused("{" + entry("a", "F32", "2", "0") + "}", 8, "has 1 numbers, not 2");
    refused("{" + entry("a", "F32", "2", "0,8,16") + "}", 8, "has 3 numbers, not 2");
    refused("{" + entry("a", "F32", "2", "-8,0") + "}", 8, "negative number -8");
    refused("{" + entry("a", "F32", "2", "0,1e1") + "}", 8, "other than integers");
  }

  @Test
  void offsetsThatDoNotFitTheShape() {
    refused("{" + entry("a", "F32", "3", "0,8") + "}", 8, "F32[3] needs 12 bytes");
    refused("{" + entry("a", "F32", "", "0,8") + "}", 8, "F32[] needs 4 bytes");
    refused("{" + entry("a", "F32", "0,9223372036854775807", "0,8") + "}", 8, "needs 0 bytes");
  }

  @Test
  void offsetsBeyondTheData() {
    refused("{" + A + "}", 7, "truncated: 1 of its 8 bytes of tensors are missing");
    refused(
        "{" + entry("a", "U8", "9223372036854775807", "0,9223372036854775807") + "}", 8, "trunc");
  }

  @Test
  void tensorsThatOverlap() {
    refused("{" + A + "," + entry("b", "U8", "4", "4,8") + "}", 8, "\"a\" and \"b\" overlap");
    refused("{" + A + "," + entry("b", "F32", "2", "0,8") + "}", 8, "\"a\" and \"b\" overlap");
  }

  @Test
  void holes() {
    refused("{" + entry("a", "F32", "2", "4,12") + "}", 12, "4 bytes between the header and \"a\"");
    refused("{" + A + "," + entry("b", "U8", "1", "9,10") + "}", 10, "1 bytes between \"a\" and");
    refused("{" + A + "}", 9, "1 bytes after the last tensor");
    refused("{}", 1, "1 bytes after the last tensor");
  }

  @Test
  void namesThatAreNotUnicode() {
    refused("{" + entry("\\ud800", "F32", "2", "0,8") + "}", 8, "\"\\ud800\" is no valid Unicode");
    refused("{\"__metadata__\":{\"x\":\"\\udc00\"}}", 0, "no valid Unicode");
  }

  @Test
  void namesThatSteerATerminalAreSpelledOut() {
    String evil = "\\u001b[2J\\r\\n\\u202e\\u0007";
    PareException e =
        assertThrows(
            PareException.class,
            () -> RawFile.open(RawFile.of("{" + entry(evil, "X", "2", "0,8") + "}", 8)));
    assertTrue(
        e.getMessage().contains("\"\\u001b[2J\\u000d\\u000a\\u202e\\u0007\""), e.getMessage());
    refused("{\"\\u001b\":1,\"\\u001b\":2}", 0, "tensor \"\\u001b\": is not an object");
    String longName = "n".repeat(10_000);
    PareException cut =
        assertThrows(
            PareException.class,
            () -> RawFile.open(RawFile.of("{" + entry(longName, "X", "2", "0,8") + "}", 8)));
    assertTrue(cut.getMessage().length() < 300, cut.getMessage());
  }

  @Test
  void emptyTensorsAnywhereAndAnyKeyOrderAreTaken() {
    String header =
        "{"
            + entry("z", "F32", "0", "8,8")
            + ","
            + entry("y", "U8", "8", "0,8")
            + ","
            + entry("x", "I64", "3,0", "0,0")
            + ",\"__metadata__\":{\"k\":\"v\"}}";
    SafetensorsFile file = RawFile.open(RawFile.of(header, 8));
    assertEquals(List.of("x", "y", "z"), List.copyOf(file.names()));
    assertEquals(0, file.data("z").size());
    assertEquals("v", file.metadata().get("k"));
  }

  @Test
  void aTensorThatIsNotThereIsNamed() {
    SafetensorsFile file = RawFile.open(RawFile.of("{" + A + "}", 8));
    PareException e = assertThrows(PareException.class, () -> file.data("b"));
    assertTrue(e.getMessage().startsWith("test: has no tensor \"b\""), e.getMessage());
  }
}
