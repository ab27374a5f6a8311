package dev.pare.core.tokenizer;

/**
 * Decodes UTF-8 that comes byte by byte, each character as soon as it is complete. What is no UTF-8
 * becomes U+FFFD, by the <a href="https://encoding.spec.whatwg.org/#utf-8-decoder">WHATWG's
 * rules</a>: a sequence is broken off at the first byte that cannot continue it.
 */
final class Utf8Decoder {
  private static final char REPLACEMENT = '\uFFFD';

  private final boolean replaceEachByte;
  private final StringBuilder decoded = new StringBuilder();
  private int codePoint;
  private int seen;
  private int missing;
  private int lowest;
  private int highest;

  /**
   * @param replaceEachByte whether a broken-off sequence becomes one U+FFFD for each of its bytes,
   *     and not one in all
   */
  Utf8Decoder(boolean replaceEachByte) {
    this.replaceEachByte = replaceEachByte;
  }

  /** Takes a byte, 0 to 255. */
  void accept(int b) {
    if (missing > 0) {
      if (b >= lowest && b <= highest) {
        continueWith(b);
        return;
      }
      breakOff();
    }
    begin(b);
  }

  /** Takes away the text decoded so far. */
  String take() {
    String text = decoded.toString();
    decoded.setLength(0);
    return text;
  }

  /** Takes away what is left, where no more bytes come. */
  String finish() {
    if (missing > 0) {
      breakOff();
    }
    return take();
  }

  private void begin(int b) {
    if (b < 0x80) {
      decoded.append((char) b);
    } else if (b >= 0xC2 && b <= 0xDF) {
      expect(1, b & 0x1F, 0x80, 0xBF);
    } else if (b >= 0xE0 && b <= 0xEF) {
      expect(2, b & 0x0F, b == 0xE0 ? 0xA0 : 0x80, b == 0xED ? 0x9F : 0xBF);
    } else if (b >= 0xF0 && b <= 0xF4) {
      expect(3, b & 0x07, b == 0xF0 ? 0x90 : 0x80, b == 0xF4 ? 0x8F : 0xBF);
    } else {
      decoded.append(REPLACEMENT);
    }
  }

  private void expect(int more, int bits, int lowest, int highest) {
    this.missing = more;
    this.seen = 1;
    this.codePoint = bits;
    this.lowest = lowest;
    this.highest = highest;
  }

  private void continueWith(int b) {
    codePoint = codePoint << 6 | (b & 0x3F);
    lowest = 0x80;
    highest = 0xBF;
    seen++;
    if (--missing == 0) {
      decoded.appendCodePoint(codePoint);
    }
  }

  private void breakOff() {
    for (int i = replaceEachByte ? seen : 1; i > 0; i--) {
      decoded.append(REPLACEMENT);
    }
    missing = 0;
  }
}
