package dev.pare.calibrate.data;

import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/** A sequence that a model is writing: one text after the other until it is full. */
final class Draft {
  private final int[] ids;
  private final Random random;
  private int filled;

  Draft(int length, long seed) {
    ids = new int[length];
    random = new Random(seed);
  }

  boolean isFull() {
    return filled == ids.length;
  }

  /** Adds tokens, as many as there is room for. */
  void add(int... tokens) {
    int count = Math.min(tokens.length, ids.length - filled);
    System.arraycopy(tokens, 0, ids, filled, count);
    filled += count;
  }

  /**
   * What is asked of the model for a text that begins here.
   *
   * @param start the tokens that begin a text; they are in the sequence already
   */
  GenerationRequest request(int[] start, Set<Integer> end) {
    Sampling sampling = new Sampling(GeneratedText.TEMPERATURE, 1, random.nextLong());
    return new GenerationRequest(new TokenSequence(start), ids.length - filled, sampling, end);
  }

  /** All of its tokens, once it is full. */
  int[] ids() {
    return Arrays.copyOf(ids, filled);
  }
}
