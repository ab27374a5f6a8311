package dev.pare.train.data;

/**
 * An order of the numbers below n, made and not stored: four Feistel rounds over the smallest even
 * number of bits that n needs, walked until the result is below n.
 */
final class Permutation {
  private static final int ROUNDS = 4;

  private final long size;
  private final long seed;
  private final int half; // bits
  private final long mask;

  Permutation(long size, long seed) {
    this.size = size;
    this.seed = seed;
    int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
    half = (bits + 1) / 2;
    mask = (1L << half) - 1;
  }

  /** What comes at {@code place}, from 0. */
  long at(long place) {
    long value = place;
    do {
      value = encrypt(value);
    } while (value >= size);
    return value;
  }

  private long encrypt(long value) {
    long left = value >>> half;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (Chance.bits(seed, round, right) & mask);
      left = right;
      right = next;
    }
    return left << half | right;
  }
}
