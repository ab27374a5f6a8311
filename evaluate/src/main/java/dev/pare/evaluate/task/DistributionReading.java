package dev.pare.evaluate.task;

import java.nio.FloatBuffer;
import java.util.List;

/** Takes a model's distributions of one question. */
interface DistributionReading {
  /** Before each of their targets a distribution is read. */
  List<ScoredSequence> sequences();

  /**
   * The next distribution of a sequence.
   *
   * @param logProbabilities valid during the call only
   */
  void row(int sequence, FloatBuffer logProbabilities);

  /** The answer with what was found; all distributions have been read. */
  Answer with(Answer answer);
}
