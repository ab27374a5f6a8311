package dev.pare.train.bpe;

import java.util.Arrays;

/**
 * A heap of pairs with the counts they had when they were added: the largest count first, of equal
 * ones the smallest key.
 */
final class PairQueue {
  private long[] counts = new long[1 << 10];
  private long[] keys = new long[1 << 10];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The count of the first pair. */
  long count() {
    return counts[0];
  }

  /** The key of the first pair. */
  long key() {
    return keys[0];
  }

  void add(long count, long key) {
    if (size == counts.length) {
      counts = Arrays.copyOf(counts, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    int child = size++;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (!isBefore(count, key, parent)) {
        break;
      }
      move(parent, child);
      child = parent;
    }
    counts[child] = count;
    keys[child] = key;
  }

  void removeFirst() {
    long count = counts[--size];
    long key = keys[size];
    int parent = 0;
    for (int child = 1; child < size; child = 2 * parent + 1) {
      if (child + 1 < size && isBefore(counts[child + 1], keys[child + 1], child)) {
        child++;
      }
      if (!isBefore(counts[child], keys[child], count, key)) {
        break;
      }
      move(child, parent);
      parent = child;
    }
    counts[parent] = count;
    keys[parent] = key;
  }

  private boolean isBefore(long count, long key, int other) {
    return isBefore(count, key, counts[other], keys[other]);
  }

  private static boolean isBefore(long count, long key, long otherCount, long otherKey) {
    return count != otherCount ? count > otherCount : key < otherKey;
  }

  private void move(int from, int to) {
    counts[to] = counts[from];
    keys[to] = keys[from];
  }
}
