package dev.pare.evaluate.generate;

import dev.pare.core.io.Hashes;
import dev.pare.evaluate.statistics.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Chance that depends on a seed, a name and an index alone: {@link SplitMix64}, started from the
 * first eight bytes of the SHA-256 of {@code "seed name#index"}.
 */
public final class Draws {
  private final SplitMix64 random;

  /**
   * @param name of what is drawn, such as the generator
   */
  public Draws(long seed, String name, int index) {
    byte[] start =
        Hashes.digest().digest((seed + " " + name + "#" + index).getBytes(StandardCharsets.UTF_8));
    random = new SplitMix64(ByteBuffer.wrap(start).getLong());
  }

  /** From 0 to {@code bound} − 1. */
  public int below(int bound) {
    return random.below(bound);
  }

  /** From {@code low} to {@code high}, both among them. */
  public int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /** One of some things. */
  public <T> T oneOf(List<T> things) {
    return things.get(below(things.size()));
  }

  /** Different ones of some things, in random order. */
  public <T> List<T> some(int count, List<T> things) {
    List<T> left = new ArrayList<>(things);
    for (int i = 0; i < count; i++) {
      int other = between(i, left.size() - 1);
      T drawn = left.get(other);
      left.set(other, left.get(i));
      left.set(i, drawn);
    }
    return List.copyOf(left.subList(0, count));
  }

  /** All of some things in random order. */
  public <T> List<T> shuffled(List<T> things) {
    return some(things.size(), things);
  }
}
