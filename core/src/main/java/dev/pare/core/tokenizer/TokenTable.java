package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;

/**
 * The ids of tokens: open addressing, at most half full. A part of a buffer is looked up without
 * making a string of it, which a file of 280 000 merges needs.
 */
final class TokenTable {
  static final int NONE = -1;
  private static final long EMPTY = -1;

  private String[] tokens = new String[1 << 10];

  /** For each slot the token's hash, high, and its id, low. */
  private long[] entries = empty(tokens.length);

  private int size;

  /** Adds a token that is not there. */
  void add(String token, int id) {
    if (++size * 2 > tokens.length) {
      grow();
    }
    put(token, (long) token.hashCode() << 32 | id);
  }

  int size() {
    return size;
  }

  /** The id of a token, or {@link #NONE}. */
  int id(String token) {
    return id(token.toCharArray(), 0, token.length());
  }

  /** The id of the token {@code chars[from, to)}, or {@link #NONE}. */
  int id(char[] chars, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + chars[i]; // as String does
    }
    for (int slot = slot(hash); entries[slot] != EMPTY; slot = after(slot)) {
      if ((int) (entries[slot] >>> 32) == hash && isSame(tokens[slot], chars, from, to)) {
        return (int) entries[slot];
      }
    }
    return NONE;
  }

  /** The id of a token that {@code source} uses. */
  int require(String source, String token) {
    return require(source, token.toCharArray(), 0, token.length());
  }

  /** The id of the token {@code chars[from, to)}, which {@code source} uses. */
  int require(String source, char[] chars, int from, int to) {
    int id = id(chars, from, to);
    if (id == NONE) {
      throw new PareException(
          source,
          "\"" + new String(chars, from, to - from) + "\" is used but not in the vocabulary",
          "correct the file");
    }
    return id;
  }

  void forEach(ObjIntConsumer<String> consumer) {
    for (int slot = 0; slot < tokens.length; slot++) {
      if (entries[slot] != EMPTY) {
        consumer.accept(tokens[slot], (int) entries[slot]);
      }
    }
  }

  private void grow() {
    String[] before = tokens;
    long[] entriesBefore = entries;
    tokens = new String[before.length * 2];
    entries = empty(tokens.length);
    for (int slot = 0; slot < before.length; slot++) {
      if (entriesBefore[slot] != EMPTY) {
        put(before[slot], entriesBefore[slot]);
      }
    }
  }

  private void put(String token, long entry) {
    int slot = slot((int) (entry >>> 32));
    while (entries[slot] != EMPTY) {
      slot = after(slot);
    }
    tokens[slot] = token;
    entries[slot] = entry;
  }

  private static boolean isSame(String token, char[] chars, int from, int to) {
    if (token.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (token.charAt(i - from) != chars[i]) {
        return false;
      }
    }
    return true;
  }

  private static long[] empty(int slots) {
    long[] entries = new long[slots];
    Arrays.fill(entries, EMPTY);
    return entries;
  }

  private int slot(int hash) {
    return (hash * 0x9E3779B9) >>> (1 + Integer.numberOfLeadingZeros(tokens.length)); // Fibonacci
  }

  private int after(int slot) {
    return (slot + 1) & (tokens.length - 1);
  }
}
