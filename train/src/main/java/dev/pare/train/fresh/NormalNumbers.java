package dev.pare.train.fresh;

import dev.pare.core.io.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Normally distributed numbers, each by its index, the same on every machine.
 *
 * <pre>
 * s      = the first eight bytes of SHA-256("SEED NAME")
 * u(n)   = the upper 53 bits of SplitMix64's output n from the state s, / 2^53    (n from 1)
 * r, a   = √(−2 ln(1 − u(2k + 1))), 2π u(2k + 2)
 * z(2k)  = r cos a,  z(2k + 1) = r sin a
 * </pre>
 *
 * SplitMix64: G. Steele, D. Lea, C. Flood, <i>Fast Splittable Pseudorandom Number Generators</i>,
 * 2014. The rest: G. Box, M. Muller, <i>A Note on the Generation of Random Normal Deviates</i>,
 * 1958, in {@link StrictMath}.
 */
final class NormalNumbers {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long start;

  NormalNumbers(long seed, String name) {
    byte[] text = (seed + " " + name).getBytes(StandardCharsets.UTF_8);
    start = ByteBuffer.wrap(Hashes.digest().digest(text)).getLong();
  }

  /** The numbers from {@code first} on. */
  void fill(long first, double deviation, float[] target, int count) {
    for (int i = 0; i < count; ) {
      long pair = (first + i) >>> 1;
      double radius = deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * pair + 1)));
      double angle = 2 * Math.PI * uniform(2 * pair + 2);
      if (((first + i) & 1) == 0) {
        target[i++] = (float) (radius * StrictMath.cos(angle));
      }
      if (i < count) {
        target[i++] = (float) (radius * StrictMath.sin(angle));
      }
    }
  }

  private double uniform(long index) {
    long z = start + index * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
