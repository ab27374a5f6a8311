package dev.pare.core.lm;

import java.nio.FloatBuffer;

/**
 * Receives what {@link LanguageModel#score} computes; the engine computes no more than the sink
 * asks for.
 *
 * <p>Position t of a sequence of n tokens holds the distribution of token t + 1: the last one, n −
 * 1, predicts beyond the sequence. All calls come from the thread that called {@code score};
 * sequences may interleave, the positions of one come in order.
 */
public interface LogitSink {
  /** What rows hold. */
  enum Rows {
    /** No rows: only {@link #targets}. */
    NONE,
    /** The head's raw output. */
    LOGITS,
    /** Logits less their log-sum-exp, in natural logarithms. */
    LOG_PROBABILITIES
  }

  /** Which kind of rows this sink reads. */
  default Rows rows() {
    return Rows.NONE;
  }

  /** The first position whose row is read. */
  default int firstRow(int sequence, int length) {
    return 0;
  }

  /** The position before which rows end, at most {@code length}: those from it on are not read. */
  default int endRow(int sequence, int length) {
    return length;
  }

  /**
   * The first token of the sequence whose log-probability is read, at least 1: those before it need
   * not be computed.
   */
  default int firstTarget(int sequence, int length) {
    return 1;
  }

  /**
   * One row, if {@link #rows} asks for rows.
   *
   * @param values [vocabulary], valid during the call only
   */
  default void row(int sequence, int position, FloatBuffer values) {}

  /**
   * What the model gave the sequence's own tokens; called once a sequence.
   *
   * @param logProbabilities [n − 1]: log p(ids[t + 1] | ids[0 … t]); any number before the first
   *     target that was asked for
   * @param greedy [n − 1]: whether ids[t + 1] is the most probable token at t, the lowest id among
   *     equals; either value before the first target
   */
  default void targets(int sequence, float[] logProbabilities, boolean[] greedy) {}
}
