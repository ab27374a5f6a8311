package dev.pare.core.lm;

/**
 * Receives queries and keys of the positions that it asks for, once a layer each. A layer's keys of
 * a sequence come before its queries of the same or later positions. All calls come from the thread
 * that called {@link AttentionProbe#score}; sequences and layers may interleave.
 */
public interface AttentionSink {
  /** Positions of a sequence whose queries are read, rising, each below {@code length}. */
  int[] queries(int sequence, int length);

  /** Positions of a sequence whose keys are read, rising, each below {@code length}. */
  int[] keys(int sequence, int length);

  /**
   * One position's queries.
   *
   * @param values [query heads, head width]
   */
  void query(int sequence, int layer, int position, float[] values);

  /**
   * One position's keys.
   *
   * @param values [key-value heads, head width]: with G query heads to one of them, query head h
   *     goes with key head h / G
   */
  void key(int sequence, int layer, int position, float[] values);
}
