package dev.pare.core.tokenizer;

import java.util.Arrays;

/**
 * GPT-2's spelling of bytes as printable characters: a printable Latin-1 byte is itself, the others
 * follow in order from U+0100.
 */
public final class ByteAlphabet {
  private static final char[] CHARS = new char[256];
  private static final int[] BYTES = new int[512];

  static {
    Arrays.fill(BYTES, -1);
    char next = 256;
    for (int b = 0; b < CHARS.length; b++) {
      boolean printable = (b > 0x20 && b < 0x7F) || (b > 0xA0 && b != 0xAD);
      CHARS[b] = printable ? (char) b : next++;
      BYTES[CHARS[b]] = b;
    }
  }

  private ByteAlphabet() {}

  /** The character of a byte, 0 to 255. */
  public static char charOf(int unsignedByte) {
    return CHARS[unsignedByte];
  }

  /** The byte, 0 to 255, that {@code c} spells; or -1. */
  public static int byteOf(char c) {
    return c < BYTES.length ? BYTES[c] : -1;
  }

  /** The spelling of a text's UTF-8; the text has no lone surrogates. */
  public static String spell(String text) {
    return spell(text, 0, text.length());
  }

  /** The spelling of the UTF-8 of {@code text[from, to)}. */
  static String spell(String text, int from, int to) {
    StringBuilder spelled = new StringBuilder((to - from) * 2);
    Utf8.encode(text, from, to, b -> spelled.append(CHARS[b]));
    return spelled.toString();
  }
}
