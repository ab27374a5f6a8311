package dev.pare.evaluate.task;

import dev.pare.core.lm.TokenSequence;
import java.util.Arrays;

/**
 * Tokens for one pass.
 *
 * @param context what the model reads first; sequences may share it
 * @param targets the tokens after it, whose log-probabilities count
 */
record ScoredSequence(TokenSequence context, TokenSequence targets) {
  int length() {
    return context.length() + targets.length();
  }

  TokenSequence tokens() {
    int[] ids = Arrays.copyOf(context.ids(), length());
    System.arraycopy(targets.ids(), 0, ids, context.length(), targets.length());
    return new TokenSequence(ids);
  }
}
