package dev.pare.core.tokenizer;

import java.util.Arrays;

/** Non-negative ints under non-negative long keys: open addressing, at most half full. */
final class LongIntMap {
  static final int ABSENT = -1;

  private final long[] keys;
  private final int[] values;
  private final int shift;

  LongIntMap(int capacity) {
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(4L, capacity * 2L) - 1);
    shift = 64 - bits;
    keys = new long[1 << bits];
    values = new int[1 << bits];
    Arrays.fill(values, ABSENT);
  }

  /** The value under {@code key}, or {@link #ABSENT}. */
  int get(long key) {
    return values[slot(key)];
  }

  /** Sets the value under {@code key}; no more keys than the capacity may be put. */
  void put(long key, int value) {
    int slot = slot(key);
    keys[slot] = key;
    values[slot] = value;
  }

  private int slot(long key) {
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift); // Fibonacci hashing
    while (values[slot] != ABSENT && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
