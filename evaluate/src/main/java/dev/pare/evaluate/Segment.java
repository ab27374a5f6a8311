package dev.pare.evaluate;

import dev.pare.core.lm.TokenSequence;
import java.util.Arrays;

/**
 * Tokens that the model reads at once, and which of them count as targets.
 *
 * @param text the sequence that this is a part of
 * @param start the part's first token in {@code text}
 * @param length in tokens
 * @param firstTarget the first token that counts, from the part's start; all after it count too
 * @param offset of the first counted target among all targets of the corpus
 */
record Segment(TokenSequence text, int start, int length, int firstTarget, int offset) {
  TokenSequence tokens() {
    return new TokenSequence(Arrays.copyOfRange(text.ids(), start, start + length));
  }

  int targets() {
    return length - firstTarget;
  }
}
