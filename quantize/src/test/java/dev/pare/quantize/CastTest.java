package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CastTest {
  private static final Shape SHAPE = Shape.of(7, 33);

  private static float[] values() {
    Random random = new Random(5);
    float[] values = new float[(int) SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Cast cast(DType type, float... values) {
    return new Cast("w", DenseTensor.of(DType.F32, SHAPE, values), type);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void roundsEachWeight(DType type) {
    float[] values = values();
    Cast cast = cast(type, values);
    float[] decoded = new float[values.length];
    cast.tensor().decodeRows(0, SHAPE.rows(), decoded);
    double error = 0;
    double energy = 0;
    for (int i = 0; i < values.length; i++) {
      assertEquals(FloatCodec.round(type, values[i]), decoded[i]);
      error += Math.pow((double) values[i] - decoded[i], 2);
      energy += (double) values[i] * values[i];
    }
    assertEquals(error / energy, cast.relativeError(), 1e-15);
    assertEquals(error / energy, cast(type, values).relativeError(), 1e-15, "none of it read");
  }

  @Test
  void anyRangeOfBytesIsThatOfTheWhole() {
    Cast cast = cast(DType.BF16, values());
    ByteBuffer whole = ByteBuffer.allocate((int) cast.size()).order(ByteOrder.LITTLE_ENDIAN);
    cast.read(0, whole);
    for (int from = 0; from < whole.capacity(); from += 13) {
      ByteBuffer part = ByteBuffer.allocate(Math.min(97, whole.capacity() - from));
      cast.read(from, part);
      assertEquals(whole.slice(from, part.capacity()), part.flip());
    }
  }

  @Test
  void refusesWhatTheTypeCannotHold() {
    float[] values = values();
    values[40] = 70_000;
    assertRefused(DType.F16, values, "w: holds weights beyond the range of f16; take bf16 or f32");
    assertEquals(0, cast(DType.F32, values).relativeError());
    values[40] = Float.NaN;
    assertRefused(
        DType.BF16, values, "w: holds NaN or infinite weights; take an undamaged checkpoint");
  }

  private static void assertRefused(DType type, float[] values, String message) {
    float[] row = new float[SHAPE.columns()];
    DenseTensor tensor = cast(type, values).tensor();
    PareException e = assertThrows(PareException.class, () -> tensor.decodeRow(1, row));
    assertEquals(message, e.getMessage());
  }
}
