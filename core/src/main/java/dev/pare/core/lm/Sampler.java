package dev.pare.core.lm;

import dev.pare.core.PareException;
import java.util.Arrays;

/**
 * Chooses one request's next tokens from logits. What it draws depends on the logits and on its
 * seed alone, so not on what else is generated beside it; each token takes one draw.
 *
 * <p>At temperature 0 the largest logit wins, the lowest id among equals. Else p = softmax(logits /
 * temperature), and a token is drawn from the nucleus: the tokens in order of falling p (rising id
 * among equals) up to and with the one at which their sum reaches top-p.
 */
public final class Sampler {
  private final Sampling sampling;
  private long state;
  private long[] ranked = {};

  public Sampler(Sampling sampling) {
    this.sampling = sampling;
    state = sampling.seed();
  }

  /**
   * The next token's id.
   *
   * @throws PareException if no logit is a number above −∞
   */
  public int next(float[] logits) {
    int greedy = argMax(logits);
    if (sampling.temperature() == 0) {
      return greedy;
    }
    return sampling.topP() < 1 ? fromNucleus(logits, greedy) : fromAll(logits, greedy);
  }

  private static int argMax(float[] logits) {
    int best = -1;
    float max = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < logits.length; id++) {
      if (logits[id] > max) {
        max = logits[id];
        best = id;
      }
    }
    if (best < 0 || Float.isInfinite(max)) {
      throw new PareException(
          "logits", "hold no largest number", "the model is broken: check its weights for NaN");
    }
    return best;
  }

  private int fromAll(float[] logits, int greedy) {
    double left = uniform() * total(logits, greedy);
    for (int id = 0; id < logits.length; id++) {
      left -= weight(logits[id], logits[greedy]);
      if (left < 0) {
        return id;
      }
    }
    return greedy; // rounding left a crumb
  }

  private int fromNucleus(float[] logits, int greedy) {
    double total = total(logits, greedy);
    // Were a token below this in the nucleus, those after it, none larger, would sum to less than
    // 1 − topP: it is over before.
    double floor = (1 - sampling.topP()) * total / logits.length;
    int count = rank(logits, greedy, floor);
    int size = 0;
    double nucleus = 0;
    while (size < count && nucleus < sampling.topP() * total) {
      nucleus += weight(logits[id(ranked[size++])], logits[greedy]);
    }
    double left = uniform() * nucleus;
    for (int i = 0; i < size; i++) {
      left -= weight(logits[id(ranked[i])], logits[greedy]);
      if (left < 0) {
        return id(ranked[i]);
      }
    }
    return greedy;
  }

  /** Sorts the ids whose weight is at least {@code floor} by falling logit, then by rising id. */
  private int rank(float[] logits, int greedy, double floor) {
    if (ranked.length < logits.length) {
      ranked = new long[logits.length];
    }
    int count = 0;
    for (int id = 0; id < logits.length; id++) {
      if (weight(logits[id], logits[greedy]) >= floor) {
        int bits = Float.floatToIntBits(logits[id] + 0f); // −0 is 0
        int rising = bits ^ (bits >> 31 & Integer.MAX_VALUE); // ordered as the floats are
        ranked[count++] = (long) ~rising << 32 | id;
      }
    }
    Arrays.sort(ranked, 0, count);
    return count;
  }

  private static int id(long ranked) {
    return (int) ranked;
  }

  private double total(float[] logits, int greedy) {
    double total = 0;
    for (float logit : logits) {
      total += weight(logit, logits[greedy]);
    }
    return total;
  }

  /** A probability but for the common divisor; 0 for NaN. */
  private double weight(float logit, float max) {
    return logit <= max ? Math.exp(((double) logit - max) / sampling.temperature()) : 0;
  }

  /** SplitMix64 (Steele, Lea and Flood, 2014): the next of [0, 1). */
  private double uniform() {
    state += 0x9e3779b97f4a7c15L;
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
