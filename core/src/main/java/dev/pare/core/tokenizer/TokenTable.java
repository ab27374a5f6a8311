package dev.pare.core.tokenizer;

import java.util.function.ObjIntConsumer;

/**
 * The ids of tokens: open addressing, at most half full. Two tokens together are looked up without
 * making a string of them, which a file of 280 000 merges needs.
 */
final class TokenTable {
  static final int NONE = -1;

  private final String[] tokens;
  private final int[] hashes;
  private final int[] ids;
  private final int shift;
  private int size;

  TokenTable(int capacity) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(4, capacity * 2) - 1);
    shift = 32 - bits;
    tokens = new String[1 << bits];
    hashes = new int[1 << bits];
    ids = new int[1 << bits];
  }

  /** Adds a token that is not there; no more may be added than the capacity. */
  void add(String token, int id) {
    int slot = slot(token.hashCode());
    while (tokens[slot] != null) {
      slot = after(slot);
    }
    tokens[slot] = token;
    hashes[slot] = token.hashCode();
    ids[slot] = id;
    size++;
  }

  int size() {
    return size;
  }

  /** The id of a token, or {@link #NONE}. */
  int id(String token) {
    return idOfJoined(token, "");
  }

  /** The id of {@code left + right}, or {@link #NONE}. */
  int idOfJoined(String left, String right) {
    int hash = left.hashCode();
    for (int i = 0; i < right.length(); i++) {
      hash = 31 * hash + right.charAt(i); // as String.hashCode goes on
    }
    for (int slot = slot(hash); tokens[slot] != null; slot = after(slot)) {
      if (hashes[slot] == hash && isJoined(tokens[slot], left, right)) {
        return ids[slot];
      }
    }
    return NONE;
  }

  private static boolean isJoined(String token, String left, String right) {
    return token.length() == left.length() + right.length()
        && token.startsWith(left)
        && token.endsWith(right);
  }

  void forEach(ObjIntConsumer<String> consumer) {
    for (int slot = 0; slot < tokens.length; slot++) {
      if (tokens[slot] != null) {
        consumer.accept(tokens[slot], ids[slot]);
      }
    }
  }

  private int slot(int hash) {
    return (hash * 0x9E3779B9) >>> shift; // Fibonacci hashing
  }

  private int after(int slot) {
    return (slot + 1) & (tokens.length - 1);
  }
}
