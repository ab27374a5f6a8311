package dev.pare.evaluate;

import java.nio.FloatBuffer;

/** Sees the whole distribution that predicts each counted target. */
interface RowReader {
  /**
   * @param row of the batch's rows, from 0
   * @param target of the corpus's targets
   * @param values log-probabilities [vocabulary], valid during the call only
   */
  void read(int row, int target, FloatBuffer values);
}
