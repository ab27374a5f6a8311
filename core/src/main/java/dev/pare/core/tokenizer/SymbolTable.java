package dev.pare.core.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The ids of single characters, and what stands for a character that has none. */
final class SymbolTable {
  static final int NONE = TokenTable.NONE;

  private static final String[] BYTE_TOKENS = new String[256];

  static {
    Arrays.setAll(BYTE_TOKENS, b -> String.format(Locale.ROOT, "<0x%02X>", b));
  }

  private final LongIntMap ids;
  private final int[] byteIds;
  private final int unknown;
  private final boolean fuseUnknown;

  /**
   * @param unknown the id of the unknown token, or {@link #NONE} to drop what has no id
   * @param byteFallback whether tokens such as {@code <0x0A>} stand for the bytes of a character
   */
  SymbolTable(TokenTable vocabulary, int unknown, boolean fuseUnknown, boolean byteFallback) {
    this.unknown = unknown;
    this.fuseUnknown = fuseUnknown;
    Map<Integer, Integer> characters = new HashMap<>();
    vocabulary.forEach(
        (token, id) -> {
          if (!token.isEmpty() && token.length() == Character.charCount(token.codePointAt(0))) {
            characters.put(token.codePointAt(0), id);
          }
        });
    ids = new LongIntMap(characters.size());
    characters.forEach(ids::put);
    byteIds = new int[byteFallback ? 256 : 0];
    for (int b = 0; b < byteIds.length; b++) {
      byteIds[b] = vocabulary.id(byteToken(b));
    }
  }

  /** The token that stands for a byte where its character has none. */
  static String byteToken(int unsignedByte) {
    return BYTE_TOKENS[unsignedByte];
  }

  int unknown() {
    return unknown;
  }

  /** Whether a row of unknown characters is one unknown token. */
  boolean fuseUnknown() {
    return fuseUnknown;
  }

  /** The id of a character, or {@link #NONE}. */
  int id(int codePoint) {
    return ids.get(codePoint);
  }

  /** Whether each byte of the character has its own token. */
  boolean hasBytes(int codePoint) {
    if (byteIds.length == 0) {
      return false;
    }
    boolean[] all = {true};
    Utf8.encode(codePoint, b -> all[0] &= byteIds[b] != NONE);
    return all[0];
  }

  int byteId(int unsignedByte) {
    return byteIds[unsignedByte];
  }
}
