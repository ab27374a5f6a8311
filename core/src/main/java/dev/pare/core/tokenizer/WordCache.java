package dev.pare.core.tokenizer;

/**
 * The ids of recent words, for any number of threads without a lock: each word has one slot by its
 * hash, and the last to come keeps it. A race costs a lookup, never a wrong answer, since entries
 * are immutable and compared in full.
 */
final class WordCache {
  private static final int SLOTS = 1 << 14;
  private static final int LONGEST = 48;

  private final Entry[] entries = new Entry[SLOTS];

  /** Whether words of that many chars are kept. */
  static boolean admits(int length) {
    return length <= LONGEST;
  }

  /** The ids of the word {@code text[from, to)}, not to be changed; or null. */
  int[] get(String text, int from, int to) {
    Entry entry = entries[slot(text, from, to)];
    return entry != null && entry.word.length() == to - from && text.startsWith(entry.word, from)
        ? entry.ids
        : null;
  }

  void put(String word, int[] ids) {
    entries[slot(word, 0, word.length())] = new Entry(word, ids);
  }

  private static int slot(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text.charAt(i);
    }
    hash *= 0x9E3779B9;
    return hash >>> 18 & SLOTS - 1;
  }

  private static final class Entry {
    final String word;
    final int[] ids;

    Entry(String word, int[] ids) {
      this.word = word;
      this.ids = ids;
    }
  }
}
