package dev.pare.core.tokenizer;

import java.util.function.IntConsumer;

/** UTF-8 of parts of a text, without copies. */
final class Utf8 {
  private Utf8() {}

  /** Hands on the bytes, 0 to 255, of {@code text[from, to)}, which has no lone surrogates. */
  static void encode(String text, int from, int to, IntConsumer bytes) {
    for (int i = from; i < to; ) {
      int codePoint = text.codePointAt(i);
      encode(codePoint, bytes);
      i += Character.charCount(codePoint);
    }
  }

  /** Hands on the one to four bytes of a code point that is no surrogate. */
  static void encode(int codePoint, IntConsumer bytes) {
    if (codePoint < 0x80) {
      bytes.accept(codePoint);
    } else if (codePoint < 0x800) {
      bytes.accept(0xC0 + (codePoint >> 6));
      bytes.accept(continuation(codePoint));
    } else if (codePoint < 0x10000) {
      bytes.accept(0xE0 + (codePoint >> 12));
      bytes.accept(continuation(codePoint >> 6));
      bytes.accept(continuation(codePoint));
    } else {
      bytes.accept(0xF0 + (codePoint >> 18));
      bytes.accept(continuation(codePoint >> 12));
      bytes.accept(continuation(codePoint >> 6));
      bytes.accept(continuation(codePoint));
    }
  }

  private static int continuation(int bits) {
    return 0x80 + (bits & 0x3F);
  }
}
