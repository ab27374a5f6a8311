package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against {@link SlowHalf}: every pattern decoded, every rounding boundary encoded. */
class FloatCodecTest {
  private static final int RANDOM_PATTERNS = 4_000_000;

  private static double decoded(SlowHalf half, int bits) {
    return half == SlowHalf.F16
        ? FloatCodec.f16ToFloat((short) bits)
        : FloatCodec.bf16ToFloat((short) bits);
  }

  private static int encoded(SlowHalf half, float value) {
    return 0xffff
        & (half == SlowHalf.F16 ? FloatCodec.floatToF16(value) : FloatCodec.floatToBf16(value));
  }

  /** Compares as bits, so that −0 is not 0; one NaN is as good as another of its sign. */
  private static void assertSame(double expected, double actual, Object about) {
    if (Double.isNaN(expected)) {
      assertTrue(Double.isNaN(actual), () -> about + " is NaN");
    } else if (Double.doubleToRawLongBits(expected) != Double.doubleToRawLongBits(actual)) {
      assertEquals(expected, actual, () -> about.toString());
    }
  }

  private static void assertRounds(SlowHalf half, float value) {
    int bits = encoded(half, value);
    assertSame(half.round(value), half.value(bits), value);
    assertEquals(Float.floatToRawIntBits(value) >>> 31, bits >>> 15, "sign");
  }

  @ParameterizedTest
  @EnumSource(SlowHalf.class)
  void everyPatternDecodes(SlowHalf half) {
    for (int bits = 0; bits < 1 << 16; bits++) {
      assertSame(half.value(bits), decoded(half, bits), Integer.toHexString(bits));
    }
  }

  @ParameterizedTest
  @EnumSource(SlowHalf.class)
  void everyPatternSurvivesDecodingAndEncoding(SlowHalf half) {
    for (int bits = 0; bits < 1 << 16; bits++) {
      if (!Double.isNaN(half.value(bits))) {
        assertEquals(bits, encoded(half, (float) decoded(half, bits)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SlowHalf.class)
  void everyHalfwayCaseAndItsNeighboursRoundToNearestEven(SlowHalf half) {
    for (int bits = 0; half.isFinite(bits); bits++) {
      float middle = (float) half.middleAbove(bits);
      assertEquals(half.middleAbove(bits), middle, "a middle is a float");
      for (float value : new float[] {Math.nextDown(middle), middle, Math.nextUp(middle)}) {
        assertRounds(half, value);
        assertRounds(half, -value);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SlowHalf.class)
  void randomPatternsRoundToNearestEven(SlowHalf half) {
    Random random = new Random(7);
    for (int i = 0; i < RANDOM_PATTERNS; i++) {
      assertRounds(half, Float.intBitsToFloat(random.nextInt()));
      assertRounds(half, (float) Math.scalb(random.nextGaussian(), random.nextInt(48) - 30));
    }
  }

  @ParameterizedTest
  @EnumSource(SlowHalf.class)
  void theEdgesOfTheRange(SlowHalf half) {
    for (float value :
        new float[] {
          0f, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, Float.POSITIVE_INFINITY, 65504f
        }) {
      assertRounds(half, value);
      assertRounds(half, -value);
    }
    for (int payload = 1; payload < 1 << 23; payload = payload * 2 + 1) {
      assertRounds(half, Float.intBitsToFloat(0x7f800000 | payload));
      assertRounds(half, Float.intBitsToFloat(0xff800000 | payload));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void inBulkAsOneByOne(DType type) {
    Random random = new Random(3);
    for (int count : new int[] {0, 1, 4095, 4096, 4097, 10_001}) {
      float[] values = new float[count + 5];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(random.nextInt() & ~0x40000000); // finite
      }
      ByteBuffer bytes = ByteBuffer.allocate(3 + count * type.byteSize() + 2).position(3);
      FloatCodec.encode(type, values, 2, count, bytes);
      assertEquals(2, bytes.remaining());
      assertEquals(0, bytes.getShort(bytes.position()), "beyond the last element");

      float[] decoded = new float[count + 3];
      Arrays.fill(decoded, -7);
      FloatCodec.decode(type, bytes.position(3), decoded, 1, count);
      assertEquals(2, bytes.remaining());
      float[] expected = decoded.clone();
      for (int i = 0; i < count; i++) {
        expected[1 + i] = FloatCodec.round(type, values[2 + i]);
      }
      assertArrayEquals(expected, decoded);
      assertEquals(-7, decoded[0]);
      assertEquals(-7, decoded[count + 1]);
    }
  }

  @Test
  void elementsAreLittleEndianWhateverTheBuffersOrder() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.BIG_ENDIAN);
    FloatCodec.encode(DType.F32, new float[] {1}, 0, 1, bytes); // 3f800000
    FloatCodec.encode(DType.BF16, new float[] {1}, 0, 1, bytes); // 3f80
    FloatCodec.encode(DType.F16, new float[] {1}, 0, 1, bytes); // 3c00
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0x80, 0x3f, (byte) 0x80, 0x3f, 0, 0x3c}, bytes.array());
    assertEquals(ByteOrder.BIG_ENDIAN, bytes.order());
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void aBufferThatIsTooShortIsRefused(DType type) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * type.byteSize() - 1);
    float[] two = new float[2];
    assertThrows(BufferUnderflowException.class, () -> FloatCodec.decode(type, bytes, two, 0, 2));
    assertThrows(BufferOverflowException.class, () -> FloatCodec.encode(type, two, 0, 2, bytes));
  }

  @Test
  void otherTypesAreRefused() {
    ByteBuffer bytes = ByteBuffer.allocate(8);
    float[] one = new float[1];
    assertThrows(
        IllegalArgumentException.class, () -> FloatCodec.decode(DType.I32, bytes, one, 0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> FloatCodec.encode(DType.F64, one, 0, 1, bytes));
    assertThrows(IllegalArgumentException.class, () -> FloatCodec.round(DType.U8, 1));
  }
}
