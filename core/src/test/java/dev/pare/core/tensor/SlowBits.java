package dev.pare.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;

/** Strings of bits put together one bit at a time. */
final class SlowBits {
  private SlowBits() {}

  /**
   * The bytes of 32-bit words that hold {@code numbers} of {@code width} bits, lowest bit first.
   */
  static byte[] words(List<Integer> numbers, int width) {
    BitSet bits = new BitSet();
    for (int i = 0; i < numbers.size(); i++) {
      for (int bit = 0; bit < width; bit++) {
        bits.set(i * width + bit, (numbers.get(i) >> bit & 1) != 0);
      }
    }
    byte[] bytes = new byte[(numbers.size() * width + 31) / 32 * 4];
    byte[] set = bits.toByteArray();
    System.arraycopy(set, 0, bytes, 0, set.length);
    return bytes;
  }

  /** Which of M weights are kept, as the number of smaller numbers of M bits with as many set. */
  static int pattern(boolean[] kept) {
    int mask = 0;
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      mask += kept[i] ? 1 << i : 0;
      count += kept[i] ? 1 : 0;
    }
    int smaller = 0;
    for (int other = 0; other < mask; other++) {
      smaller += Integer.bitCount(other) == count ? 1 : 0;
    }
    return smaller;
  }

  /** Little-endian 64-bit integers. */
  static byte[] longs(List<Long> numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    numbers.forEach(bytes::putLong);
    return bytes.array();
  }

  /** Floats as they are stored. */
  static byte[] floats(DType type, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * type.byteSize());
    FloatCodec.encode(type, values, 0, values.length, bytes);
    return bytes.array();
  }
}
