package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * float32 to and from the little-endian F32, F16 and BF16 of files. Narrowing rounds to nearest,
 * ties to even; values beyond F16's range become infinite, as IEEE 754 says.
 */
public final class FloatCodec {
  private static final int BLOCK = 4096;
  private static final ThreadLocal<short[]> BLOCKS =
      ThreadLocal.withInitial(() -> new short[BLOCK]);

  private FloatCodec() {}

  /** Decodes {@code count} elements from {@code source}'s position, which moves past them. */
  public static void decode(DType type, ByteBuffer source, float[] target, int offset, int count) {
    ByteBuffer bytes = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case F32 -> bytes.asFloatBuffer().get(target, offset, count);
      case F16, BF16 -> decodeHalves(type, bytes.asShortBuffer(), target, offset, offset + count);
      default -> throw noWeightType(type);
    }
    source.position(source.position() + count * type.byteSize());
  }

  private static void decodeHalves(
      DType type, ShortBuffer source, float[] target, int from, int to) {
    short[] block = BLOCKS.get();
    for (int start = from; start < to; start += BLOCK) {
      int length = Math.min(BLOCK, to - start);
      source.get(block, 0, length);
      if (type == DType.BF16) {
        for (int i = 0; i < length; i++) {
          target[start + i] = bf16ToFloat(block[i]);
        }
      } else {
        for (int i = 0; i < length; i++) {
          target[start + i] = f16ToFloat(block[i]);
        }
      }
    }
  }

  /** Encodes {@code count} elements at {@code target}'s position, which moves past them. */
  public static void encode(DType type, float[] source, int offset, int count, ByteBuffer target) {
    ByteBuffer bytes = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case F32 -> bytes.asFloatBuffer().put(source, offset, count);
      case F16, BF16 -> encodeHalves(type, source, offset, offset + count, bytes.asShortBuffer());
      default -> throw noWeightType(type);
    }
    target.position(target.position() + count * type.byteSize());
  }

  private static void encodeHalves(
      DType type, float[] source, int from, int to, ShortBuffer target) {
    short[] block = BLOCKS.get();
    for (int start = from; start < to; start += BLOCK) {
      int length = Math.min(BLOCK, to - start);
      if (type == DType.BF16) {
        for (int i = 0; i < length; i++) {
          block[i] = floatToBf16(source[start + i]);
        }
      } else {
        for (int i = 0; i < length; i++) {
          block[i] = floatToF16(source[start + i]);
        }
      }
      target.put(block, 0, length);
    }
  }

  /** What {@code value} becomes once stored as {@code type}. */
  public static float round(DType type, float value) {
    return switch (type) {
      case F32 -> value;
      case F16 -> f16ToFloat(floatToF16(value));
      case BF16 -> bf16ToFloat(floatToBf16(value));
      default -> throw noWeightType(type);
    };
  }

  public static float bf16ToFloat(short half) {
    return Float.intBitsToFloat(half << 16);
  }

  public static float f16ToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) {
      // infinity or NaN: the exponent's ones go to the top, the payload along
      return Float.intBitsToFloat(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
    }
    // Shifted into place the exponent is too small by 127 − 15; the multiplication mends that for
    // subnormals too.
    return Float.intBitsToFloat(
        sign | Float.floatToRawIntBits(Float.intBitsToFloat(magnitude << 13) * 0x1p112f));
  }

  public static short floatToF16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 0x477ff000) { // 65520, half-way between 65504 and 2^16: rounds to infinity
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) {
      // below 2^−14: adding 0.5 leaves the subnormal's bits, rounded, at the bottom
      int subnormal = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f) - 0x3f000000;
      return (short) (sign | subnormal);
    }
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded - 0x38000000) >>> 13));
  }

  public static short floatToBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      // quiet, so that the cut payload cannot turn NaN into infinity
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  private static IllegalArgumentException noWeightType(DType type) {
    return new IllegalArgumentException(type + " is no weight type");
  }
}
