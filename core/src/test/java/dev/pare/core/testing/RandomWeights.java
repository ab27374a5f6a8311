package dev.pare.core.testing;

import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.FloatCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Random;

/**
 * Normally distributed weights that are made when they are read: any number of them takes no
 * memory, and the same seed and position always give the same bytes.
 */
final class RandomWeights implements ByteSource {
  private static final int TABLE_BITS = 12;

  private final long seed;
  private final DType type;
  private final long size;
  private final byte[][] table = new byte[1 << TABLE_BITS][];

  /**
   * @param deviation standard deviation of the weights
   */
  RandomWeights(long seed, DType type, long count, double deviation) {
    this.seed = seed;
    this.type = type;
    this.size = count * type.byteSize();
    Random random = new Random(seed);
    for (int i = 0; i < table.length; i++) {
      ByteBuffer bytes = ByteBuffer.allocate(type.byteSize());
      FloatCodec.encode(
          type, new float[] {(float) (random.nextGaussian() * deviation)}, 0, 1, bytes);
      table[i] = bytes.array();
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    int width = type.byteSize();
    long end = position + target.remaining();
    for (long at = position; at < end; ) {
      byte[] weight = table[(int) (mix(seed + at / width) >>> (Long.SIZE - TABLE_BITS))];
      int from = (int) (at % width);
      int length = (int) Math.min(width - from, end - at);
      target.put(weight, from, length);
      at += length;
    }
  }

  /** SplitMix64's finalizer (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public ByteBuffer map(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, bytes);
    return bytes.flip();
  }
}
