package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.ZeroPoints;
import dev.pare.core.testing.SameBits;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integer encodings as blocks decode to the same bits. */
class IntegerBlocksTest {
  private static final int ROWS = 5;

  private static QuantizedTensor random(
      int bits, String granularity, boolean symmetric, int columns, DType scales) {
    QuantizationScheme scheme =
        new QuantizationScheme(bits, Granularity.parse(granularity), symmetric);
    return new QuantizedTensor(
        Shape.of(ROWS, columns),
        scheme,
        scales,
        (firstRow, into) -> {
          boolean tensor = granularity.equals("tensor");
          for (int row = 0; row < into.rowCount(); row++) {
            Random random = new Random(firstRow + row);
            for (int i = 0; i < columns; i++) {
              int code = scheme.minCode() + random.nextInt(1 << bits);
              into.codes()[row * columns + i] = (byte) code;
            }
            for (int g = row * into.groupsPerRow(); g < (row + 1) * into.groupsPerRow(); g++) {
              float scale = tensor ? 0.0123f : (float) (0.01 + 0.01 * random.nextDouble());
              into.scales()[g] = FloatCodec.round(scales, scale);
              int zero = tensor ? 1 : scheme.minCode() + random.nextInt(1 << bits);
              into.zeroPoints()[g] = (byte) (symmetric ? 0 : zero);
            }
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "2, 32,      true,  Q4_0",
    "3, channel, true,  Q4_0",
    "4, 64,      true,  Q4_0",
    "4, tensor,  true,  Q4_0",
    "5, 128,     true,  Q5_0",
    "6, 32,      true,  Q8_0",
    "8, 96,      true,  Q8_0",
    "2, 64,      false, Q4_0",
    "3, channel, false, Q4_0",
    "4, 32,      false, Q5_0",
    "5, 64,      false, Q8_0",
    "7, 64,      false, Q8_0",
    "4, 1000,    true,  Q4_0",
  })
  void meanTheSame(int bits, String granularity, boolean symmetric, GgmlType type) {
    for (DType scales : new DType[] {DType.F16, DType.BF16}) {
      QuantizedTensor tensor = random(bits, granularity, symmetric, 160, scales);
      GgufRows rows = GgufRows.of("w", tensor);
      assertEquals(type, rows.type());
      ByteBuffer bytes = ByteBuffer.allocate((int) type.byteSize(tensor.shape()));
      rows.put(0, 2, bytes);
      rows.put(2, ROWS - 2, bytes);
      assertEquals(0, bytes.remaining());
      SameBits.assertSameBits(
          tensor, type.weight(tensor.shape(), ByteSource.of(bytes.array())), "w");
    }
  }

  @Test
  void whatNoTypeHoldsIsRefused() {
    refused(random(4, "48", true, 96, DType.F16), "w: is int4 g48, and GGUF has one scale");
    refused(random(4, "channel", true, 80, DType.F16), "w: is int4 channel, and GGUF has one");
    refused(random(8, "64", false, 64, DType.F16), "w: is int8 g64 asymmetric, which no type of");
    refused(random(4, "64", true, 64, DType.F32), "w: has the f32 scale 0.0");
    QuantizationScheme floats = new QuantizationScheme(4, Granularity.group(32), ZeroPoints.FLOAT);
    refused(
        new QuantizedTensor(Shape.of(ROWS, 64), floats, DType.F16, (firstRow, into) -> {}),
        "w: is int4 g32 float-zeros, which no type of GGUF holds exactly");
  }

  private static void refused(QuantizedTensor tensor, String what) {
    String message = assertThrows(PareException.class, () -> GgufRows.of("w", tensor)).getMessage();
    assertTrue(message.startsWith(what), message);
    assertTrue(message.endsWith("add --type Q8_0 or another type to encode all weights anew"));
  }
}
