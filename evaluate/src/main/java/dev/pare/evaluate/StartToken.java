package dev.pare.evaluate;

import dev.pare.core.tokenizer.Tokenizer;
import java.util.Arrays;

/** Where a start token stood in what the model read. The tokenizer decides; figures report it. */
public enum StartToken {
  /** Nowhere: the tokenizer adds none. The first token of every sequence is not predicted. */
  NONE,
  /** Before the text, so in its first window alone. */
  FIRST_WINDOW,
  /** Before every line. */
  EACH_LINE;

  /** What {@code tokenizer} does, seen on a text that holds no special token. */
  static StartToken of(Tokenizer tokenizer, boolean eachLine) {
    String probe = "a";
    if (Arrays.mismatch(tokenizer.encode(probe, true), tokenizer.encode(probe, false)) != 0) {
      return NONE;
    }
    return eachLine ? EACH_LINE : FIRST_WINDOW;
  }
}
