package dev.pare.calibrate.data;

import java.util.List;
import java.util.Random;

/** Where sequences of tokens come from. */
interface SequenceSource extends AutoCloseable {
  /**
   * Sequences of one length, which one and in which order being chance's.
   *
   * @throws dev.pare.core.PareException if there is not enough text for one
   */
  List<int[]> sequences(int count, int length, Random random);

  /** A hash of the file. */
  String sha256();

  @Override
  void close();
}
