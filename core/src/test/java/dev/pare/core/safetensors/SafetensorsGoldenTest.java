package dev.pare.core.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that {@code oracles/safetensors_golden.py} made with the Python library. */
class SafetensorsGoldenTest {
  @TempDir private Path folder;

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(SafetensorsGoldenTest.class.getResource(name)).toURI());
  }

  private static double element(DType type, ByteBuffer in, int i) {
    return switch (type) {
      case BOOL, U8, I8 -> in.get(i);
      case F8_E4M3 -> e4m3(in.get(i));
      case F8_E5M2 -> FloatCodec.f16ToFloat((short) (in.get(i) << 8));
      case I16, U16 -> in.getShort(2 * i);
      case F16 -> FloatCodec.f16ToFloat(in.getShort(2 * i));
      case BF16 -> Float.intBitsToFloat(in.getShort(2 * i) << 16);
      case I32, U32 -> in.getInt(4 * i);
      case F32 -> in.getFloat(4 * i);
      case I64, U64 -> in.getLong(8 * i);
      case F64 -> in.getDouble(8 * i);
    };
  }

  private static double e4m3(byte bits) {
    int exponent = bits >> 3;
    double mantissa = (bits & 7) / 8.0;
    return exponent == 0 ? mantissa * 0x1p-6 : (1 + mantissa) * Math.pow(2, exponent - 7);
  }

  private static void assertCounts(TensorEntry entry, ByteSource data) {
    ByteBuffer bytes = ByteBuffer.allocate((int) data.size()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(0, bytes);
    for (int i = 0; i < entry.shape().size(); i++) {
      int expected = entry.type() == DType.BOOL ? i % 2 : i % 8;
      assertEquals(expected, element(entry.type(), bytes, i), entry + " element " + i);
    }
  }

  @Test
  void everyTypeIsReadAsPythonWroteIt() throws URISyntaxException {
    try (SafetensorsFile file = SafetensorsFile.open(golden("golden.safetensors"))) {
      assertEquals("pt \u0001 ü", file.metadata().get("format"));
      Set<DType> seen = EnumSet.noneOf(DType.class);
      for (String name : file.names()) {
        TensorEntry entry = file.entry(name);
        seen.add(entry.type());
        assertEquals(entry.byteSize(), file.data(name).size());
        assertCounts(entry, file.data(name));
      }
      assertEquals(EnumSet.allOf(DType.class), seen);
      assertEquals(Shape.of(3, 5), file.entry("layers.e5m2").shape());
      assertEquals(Shape.of(), file.entry("scalar").shape());
      assertEquals(Shape.of(4, 0, 2), file.entry("empty").shape());
      assertTrue(file.names().contains("häßlich 重み 😀"));
      String odd = "quote \" slash / back \\ tab \t escape \u001b delete \u007f";
      assertEquals(Shape.of(2), file.entry(odd).shape());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden.safetensors", "plain.safetensors"})
  void ourBytesForTheSameTensorsArePythons(String name) throws IOException, URISyntaxException {
    Path copy = folder.resolve("copy.safetensors");
    try (SafetensorsFile in = SafetensorsFile.open(golden(name));
        SafetensorsWriter out =
            SafetensorsWriter.create(
                copy, in.names().stream().sorted().map(in::entry).toList(), in.metadata())) {
      for (String tensor : in.names()) {
        out.write(tensor, 0, in.data(tensor).map(0, (int) in.data(tensor).size()));
      }
      out.finish();
    }
    assertEquals(-1, Files.mismatch(golden(name), copy));
  }
}
