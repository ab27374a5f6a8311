package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * float32 to and from the little-endian F32, F16 and BF16 of files. Narrowing rounds to nearest,
 * ties to even; values beyond F16's range become infinite, as IEEE 754 says.
 */
public final class FloatCodec {
  private static final int BLOCK = 4096;
  private static final ThreadLocal<short[]> SHORTS =
      ThreadLocal.withInitial(() -> new short[BLOCK]);

  private FloatCodec() {}

  /** Decodes {@code count} elements from {@code source}'s position, which moves past them. */
  public static void decode(DType type, ByteBuffer source, float[] target, int offset, int count) {
    ByteBuffer bytes = source.order(ByteOrder.LITTLE_ENDIAN);
    if (type == DType.F32) {
      bytes.asFloatBuffer().get(target, offset, count);
      bytes.position(bytes.position() + 4 * count);
      return;
    }
    requireHalf(type);
    short[] block = SHORTS.get();
    for (int done = 0; done < count; done += BLOCK) {
      int length = Math.min(BLOCK, count - done);
      bytes.asShortBuffer().get(block, 0, length);
      bytes.position(bytes.position() + 2 * length);
      if (type == DType.BF16) {
        for (int i = 0; i < length; i++) {
          target[offset + done + i] = Float.intBitsToFloat(block[i] << 16);
        }
      } else {
        for (int i = 0; i < length; i++) {
          target[offset + done + i] = f16ToFloat(block[i]);
        }
      }
    }
  }

  /** Encodes {@code count} elements at {@code target}'s position, which moves past them. */
  public static void encode(DType type, float[] source, int offset, int count, ByteBuffer target) {
    ByteBuffer bytes = target.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = offset; i < offset + count; i++) {
      switch (type) {
        case F32 -> bytes.putFloat(source[i]);
        case F16 -> bytes.putShort(floatToF16(source[i]));
        case BF16 -> bytes.putShort(floatToBf16(source[i]));
        default -> requireHalf(type);
      }
    }
  }

  /** What {@code value} becomes once stored as {@code type}. */
  public static float round(DType type, float value) {
    return switch (type) {
      case F32 -> value;
      case F16 -> f16ToFloat(floatToF16(value));
      case BF16 -> Float.intBitsToFloat(floatToBf16(value) << 16);
      default -> throw new IllegalArgumentException(type + " is no weight type");
    };
  }

  public static float f16ToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude
        >= 0x7c00) { // infinity or NaN: the exponent's ones go to the top, the payload along
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
    if (magnitude
        < 0x38800000) { // below 2^−14: adding 0.5 leaves the subnormal's bits, rounded, at the
      // bottom
      int subnormal = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f) - 0x3f000000;
      return (short) (sign | subnormal);
    }
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded - 0x38000000) >>> 13));
  }

  public static short floatToBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return (short)
          (bits >>> 16 | 0x40); // quiet, so that the cut payload cannot turn NaN into infinity
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  private static void requireHalf(DType type) {
    if (type != DType.F16 && type != DType.BF16) {
      throw new IllegalArgumentException(type + " is no weight type");
    }
  }
}
