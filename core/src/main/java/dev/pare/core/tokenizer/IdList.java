package dev.pare.core.tokenizer;

import java.util.Arrays;

/** Ids in order, without boxing. */
final class IdList {
  private int[] ids = new int[64];
  private int size;

  void add(int id) {
    reserve(1);
    ids[size++] = id;
  }

  void addAll(int[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, ids, size, more.length);
    size += more.length;
  }

  int get(int index) {
    return ids[index];
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }

  /** The ids from {@code from} on. */
  int[] tail(int from) {
    return Arrays.copyOfRange(ids, from, size);
  }

  private void reserve(int count) {
    if (ids.length - size < count) {
      ids = Arrays.copyOf(ids, Math.max(ids.length * 2, size + count));
    }
  }
}
