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
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.RawGguf;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an honest file gives. */
class GgufFileTest {
  private static GgufFile open(byte[] file) {
    return GgufFile.of("test", ByteSource.of(file));
  }

  @Test
  void valuesOfEveryType() {
    RawGguf file =
        new RawGguf()
            .key("u8", 0, new byte[] {-1})
            .key("i8", 1, new byte[] {-1})
            .key("u16", 2, new byte[] {-1, -1})
            .key("i16", 3, new byte[] {-2, -1})
            .key("u32", 4, ints(-1))
            .key("i32", 5, ints(-1))
            .key("f32", 6, ints(Float.floatToRawIntBits(1e-5f)))
            .key("bool", 7, new byte[] {1})
            .text("text", "é")
            .key("u64", 10, longs(-1))
            .key("small u64", 10, longs(7))
            .key("i64", 11, longs(-1))
            .key("f64", 12, longs(Double.doubleToRawLongBits(0.1)));
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("u8", 255L);
    expected.put("i8", -1L);
    expected.put("u16", 65535L);
    expected.put("i16", -2L);
    expected.put("u32", 4294967295L);
    expected.put("i32", -1L);
    expected.put("f32", 1e-5);
    expected.put("bool", true);
    expected.put("text", "é");
    expected.put("u64", new BigInteger("18446744073709551615"));
    expected.put("small u64", 7L);
    expected.put("i64", -1L);
    expected.put("f64", 0.1);
    assertEquals(expected, open(file.bytes(0)).metadata().values());
  }

  @Test
  void arraysAreReadWhenTheyAreAskedFor() {
    byte[] pair = joined(ints(8), longs(2), text("a"), text("b"));
    byte[] one = joined(ints(4), longs(1), ints(9));
    GgufFile file =
        open(
            new RawGguf()
                .array("texts", 8, 3, text("x"), text(""), text("ü"))
                .array("none", 12, 0)
                .array("nested", 9, 2, pair, one)
                .array("bools", 7, 2, new byte[] {1, 3})
                .bytes(0));
    assertEquals(List.of("x", "", "ü"), file.arrays().get("texts").values());
    assertEquals(3, file.arrays().get("texts").count());
    assertEquals(List.of(), file.arrays().get("none").values());
    assertEquals(List.of(List.of("a", "b"), List.of(9L)), file.arrays().get("nested").values());
    assertTrue(file.metadata().keys().isEmpty());
    PareException e = assertThrows(PareException.class, () -> file.arrays().get("bools").values());
    assertTrue(e.getMessage().startsWith("test: metadata \"bools\": holds a bool"), e.getMessage());
  }

  @Test
  void textsLongerThanTheWindow() {
    String longText = "long ".repeat(100_000);
    GgufFile file =
        open(
            new RawGguf()
                .text("a", longText)
                .array("b", 8, 2, text(longText), text("end"))
                .text("c", "after")
                .bytes(0));
    assertEquals(longText, file.metadata().requireString("a"));
    assertEquals(List.of(longText, "end"), file.arrays().get("b").values());
    assertEquals("after", file.metadata().requireString("c"));
  }

  @Test
  void tensorsInStoredOrderWithTheirDimensionsTurned() {
    byte[] bytes =
        new RawGguf().tensor("late", 8, 64, 32, 2).tensor("first", 0, 0, 4, 3).bytes(132);
    GgufFile file = open(bytes);
    assertEquals(List.of("first", "late"), List.copyOf(file.names()));
    assertEquals(new GgufEntry("first", GgmlType.F32, Shape.of(3, 4)), file.entry("first"));
    assertEquals(new GgufEntry("late", GgmlType.Q8_0, Shape.of(2, 32)), file.entry("late"));
    assertEquals(68, file.data("late").size());
    ByteBuffer first = ByteBuffer.allocate(1);
    file.data("late").read(0, first);
    assertEquals(64, first.get(0));
  }

  @Test
  void theLastTensorMayBePaddedOrNot() {
    for (int size = 8; size <= 32; size++) {
      assertEquals(8, open(new RawGguf().tensor("a", 0, 0, 2).bytes(size)).data("a").size());
    }
  }
}
