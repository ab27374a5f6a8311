package dev.pare.core.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read back by the strict reader; gguf-py reads it in oracles/gguf_check.py. */
class GgufWriterTest {
  private static final GgufEntry MATRIX = new GgufEntry("a", GgmlType.Q4_0, Shape.of(3, 64));
  private static final GgufEntry VECTOR = new GgufEntry("b", GgmlType.F32, Shape.of(5));

  @TempDir private Path temporary;

  private Path file() {
    return temporary.resolve("x.gguf");
  }

  private static Map<String, GgufValue> everyType() {
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    metadata.put("general.architecture", GgufValue.of("llama"));
    metadata.put("u8", GgufValue.of(ValueType.UINT8, 255));
    metadata.put("i8", GgufValue.of(ValueType.INT8, -128));
    metadata.put("u16", GgufValue.of(ValueType.UINT16, 65535));
    metadata.put("i16", GgufValue.of(ValueType.INT16, -2));
    metadata.put("u32", GgufValue.of(4294967295L));
    metadata.put("i32", GgufValue.of(ValueType.INT32, -3));
    metadata.put("u64", GgufValue.of(ValueType.UINT64, new BigInteger("18446744073709551615")));
    metadata.put("i64", GgufValue.of(ValueType.INT64, Long.MIN_VALUE));
    metadata.put("f32", GgufValue.of(1e-5));
    metadata.put("f64", GgufValue.of(ValueType.FLOAT64, 0.1));
    metadata.put("bool", GgufValue.of(true));
    metadata.put("texts", GgufValue.of(List.of("a", "", "é▁")));
    metadata.put("none", GgufValue.of(List.of()));
    metadata.put("ints", GgufValue.of(new int[] {1, -1}));
    metadata.put("floats", GgufValue.of(new float[] {0.5f, -1e4f}));
    metadata.put(
        "nested",
        GgufValue.array(
            ValueType.ARRAY,
            List.of(GgufValue.of(List.of(1, 2)), GgufValue.of("x".lines().toList()))));
    return metadata;
  }

  private void write(GgufWriter writer) {
    writer.write("b", 4, ByteBuffer.wrap(bytes(16, 100)));
    writer.write("a", 36, ByteBuffer.wrap(bytes(72, 36)));
    writer.write("a", 0, ByteBuffer.wrap(bytes(36, 0)));
    writer.write("b", 0, ByteBuffer.wrap(bytes(4, 96)));
    writer.finish();
  }

  private static byte[] bytes(int count, int first) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  @Test
  void everyTypeOfValueIsReadBack() throws Exception {
    try (GgufWriter writer = GgufWriter.create(file(), everyType(), List.of(MATRIX, VECTOR))) {
      write(writer);
    }
    assertEquals(GgufWriter.fileSize(everyType(), List.of(MATRIX, VECTOR)), Files.size(file()));
    try (GgufFile read = GgufFile.open(file())) {
      Map<String, Object> values = read.metadata().values();
      assertEquals(255L, values.get("u8"));
      assertEquals(-128L, values.get("i8"));
      assertEquals(65535L, values.get("u16"));
      assertEquals(-2L, values.get("i16"));
      assertEquals(4294967295L, values.get("u32"));
      assertEquals(-3L, values.get("i32"));
      assertEquals(new BigInteger("18446744073709551615"), values.get("u64"));
      assertEquals(Long.MIN_VALUE, values.get("i64"));
      assertEquals(1e-5, values.get("f32"));
      assertEquals(0.1, values.get("f64"));
      assertEquals(true, values.get("bool"));
      assertEquals(List.of("a", "", "é▁"), read.arrays().get("texts").values());
      assertEquals(List.of(), read.arrays().get("none").values());
      assertEquals(List.of(1L, -1L), read.arrays().get("ints").values());
      assertEquals(List.of(0.5, -10000.0), read.arrays().get("floats").values());
      assertEquals(List.of(List.of(1L, 2L), List.of("x")), read.arrays().get("nested").values());
    }
  }

  @Test
  void tensorsLieWhereTheirOrderPutsThem() {
    try (GgufWriter writer = GgufWriter.create(file(), Map.of(), List.of(MATRIX, VECTOR))) {
      write(writer);
    }
    try (GgufFile read = GgufFile.open(file())) {
      assertEquals(List.of("a", "b"), List.copyOf(read.names()));
      assertEquals(MATRIX, read.entry("a"));
      assertEquals(VECTOR, read.entry("b"));
      assertArrayEquals(bytes(108, 0), stored(read, "a", 108));
      assertArrayEquals(bytes(20, 96), stored(read, "b", 20));
    }
  }

  private static byte[] stored(GgufFile file, String name, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    file.data(name).read(0, bytes);
    return bytes.array();
  }

  @Test
  void anUnfinishedFileIsNoModel() {
    try (GgufWriter writer = GgufWriter.create(file(), Map.of(), List.of(MATRIX))) {
      writer.write("a", 0, ByteBuffer.wrap(bytes(36, 0)));
      assertThrows(IllegalStateException.class, writer::finish);
    }
    assertThrows(PareException.class, () -> GgufFile.open(file()));
  }

  @Test
  void misuseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> HeaderWriter.place(List.of(MATRIX, MATRIX)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            HeaderWriter.place(List.of(new GgufEntry("n".repeat(64), GgmlType.F32, Shape.of(1)))));
    assertThrows(
        IllegalArgumentException.class,
        () -> HeaderWriter.place(List.of(new GgufEntry("a", GgmlType.Q4_K, Shape.of(2, 32)))));
    assertThrows(IllegalArgumentException.class, () -> GgufValue.of(ValueType.UINT8, 256));
    assertThrows(IllegalArgumentException.class, () -> GgufValue.of(-1));
    assertThrows(IllegalArgumentException.class, () -> GgufValue.of(Map.of()));
    assertThrows(IllegalArgumentException.class, () -> GgufValue.of("\ud800"));
    assertThrows(IllegalArgumentException.class, () -> GgufValue.of(List.of("a", 1)));
    try (GgufWriter writer = GgufWriter.create(file(), Map.of(), List.of(MATRIX))) {
      ByteBuffer all = ByteBuffer.wrap(bytes(108, 0));
      assertThrows(IllegalArgumentException.class, () -> writer.write("c", 0, all));
      assertThrows(IndexOutOfBoundsException.class, () -> writer.write("a", 1, all));
      writer.write("a", 0, all);
      assertThrows(IllegalStateException.class, () -> writer.write("a", 0, all.rewind()));
      PareException taken =
          assertThrows(
              PareException.class, () -> GgufWriter.create(file(), Map.of(), List.of(MATRIX)));
      assertEquals(file() + ": exists already; choose another name", taken.getMessage());
    }
  }
}
