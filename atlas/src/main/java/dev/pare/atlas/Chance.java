package dev.pare.atlas;

import dev.pare.core.io.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Chance that depends on a seed, a name and an index alone, the same for ever: SplitMix64 (G.
 * Steele, D. Lea, C. Flood, <i>Fast Splittable Pseudorandom Number Generators</i>, 2014), started
 * from the first eight bytes of the SHA-256 of {@code "seed name#index"}.
 */
final class Chance {
  private long state;

  /**
   * @param name of what is drawn
   */
  Chance(long seed, String name, long index) {
    state = start(seed + " " + name + "#" + index);
  }

  /** A number from 0 to 1, 1 excluded, that the text alone decides. */
  static double fraction(String text) {
    return (start(text) >>> 11) * 0x1p-53;
  }

  private static long start(String text) {
    byte[] hash = Hashes.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(hash).getLong();
  }

  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** From 0 to {@code bound} − 1. */
  int below(int bound) {
    return (int) (((next() >>> 33) * bound) >>> 31);
  }

  /** From {@code low} to {@code high}, both among them. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /** True with a probability in hundredths. */
  boolean percent(int probability) {
    return below(100) < probability;
  }

  <T> T oneOf(List<T> things) {
    return things.get(below(things.size()));
  }

  /** Different ones of some things, in random order: all, where there are no more. */
  <T> List<T> some(int count, List<T> things) {
    List<T> left = new ArrayList<>(things);
    int taken = Math.min(count, left.size());
    for (int i = 0; i < taken; i++) {
      int other = between(i, left.size() - 1);
      T drawn = left.get(other);
      left.set(other, left.get(i));
      left.set(i, drawn);
    }
    return List.copyOf(left.subList(0, taken));
  }

  <T> List<T> shuffled(List<T> things) {
    return some(things.size(), things);
  }
}
