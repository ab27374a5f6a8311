package dev.pare.train.bpe;

import java.util.Arrays;

/**
 * The pairs of neighbouring tokens: how often each occurs, and where. The places of a pair are a
 * chain through the positions of its left tokens, so that a pair is added and removed in constant
 * time and takes the same memory all along. Keys are hashed with open addressing, at most half
 * full.
 */
final class Pairs {
  private static final int NONE = Symbols.NONE;

  private final Symbols symbols;
  private final int[] pairAt;
  private final int[] earlier;
  private final int[] later;
  private long[] keys = new long[1 << 10];
  private long[] counts = new long[1 << 10];
  private int[] first = new int[1 << 10];
  private int[] last = new int[1 << 10];
  private int[] slots = new int[1 << 11];
  private int size;

  Pairs(Symbols symbols) {
    this.symbols = symbols;
    pairAt = new int[symbols.size()];
    earlier = new int[symbols.size()];
    later = new int[symbols.size()];
    Arrays.fill(pairAt, NONE);
    Arrays.fill(slots, NONE);
    for (int position = 0; position < symbols.size(); position++) {
      if (symbols.after(position) != NONE) {
        add(position);
      }
    }
  }

  static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  static int left(long key) {
    return (int) (key >>> 32);
  }

  static int right(long key) {
    return (int) key;
  }

  /** Pairs there were so far, of numbers from 0. */
  int size() {
    return size;
  }

  long key(int pair) {
    return keys[pair];
  }

  long count(int pair) {
    return counts[pair];
  }

  /** A place of the pair: where its left token is; or {@link Symbols#NONE}. */
  int first(int pair) {
    return first[pair];
  }

  /** The pair that begins at a position, or {@link Symbols#NONE}. */
  int at(int position) {
    return pairAt[position];
  }

  /** Counts the pair of the tokens at a position and after it; gives its number. */
  int add(int position) {
    int pair = number(key(symbols.token(position), symbols.token(symbols.after(position))));
    counts[pair] += symbols.frequency(position);
    pairAt[position] = pair;
    earlier[position] = last[pair];
    later[position] = NONE;
    if (last[pair] == NONE) {
      first[pair] = position;
    } else {
      later[last[pair]] = position;
    }
    last[pair] = position;
    return pair;
  }

  /** Takes back the pair that begins at a position. */
  void remove(int position) {
    int pair = pairAt[position];
    counts[pair] -= symbols.frequency(position);
    if (earlier[position] == NONE) {
      first[pair] = later[position];
    } else {
      later[earlier[position]] = later[position];
    }
    if (later[position] == NONE) {
      last[pair] = earlier[position];
    } else {
      earlier[later[position]] = earlier[position];
    }
    pairAt[position] = NONE;
  }

  /** The number of a pair, a new one if it is new. */
  int number(long key) {
    int slot = slot(key);
    if (slots[slot] == NONE) {
      if (size == keys.length) {
        grow();
        slot = slot(key);
      }
      keys[size] = key;
      first[size] = NONE;
      last[size] = NONE;
      slots[slot] = size++;
    }
    return slots[slot];
  }

  private int slot(long key) {
    int shift = Long.numberOfLeadingZeros(slots.length - 1L);
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift); // Fibonacci hashing
    while (slots[slot] != NONE && keys[slots[slot]] != key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, 2 * size);
    counts = Arrays.copyOf(counts, 2 * size);
    first = Arrays.copyOf(first, 2 * size);
    last = Arrays.copyOf(last, 2 * size);
    slots = new int[4 * size];
    Arrays.fill(slots, NONE);
    for (int pair = 0; pair < size; pair++) {
      slots[slot(keys[pair])] = pair;
    }
  }
}
