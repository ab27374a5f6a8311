package dev.pare.calibrate.data;

import java.util.Set;

/** The tokens around a text that a model writes. */
final class TextEnds {
  private final int[] start;
  private final int[] last;
  private final Set<Integer> end;

  /**
   * @param start what begins a text
   * @param last what is put behind one that ended: nothing where the next one starts with the same
   * @param end the tokens with which the model ends one
   */
  TextEnds(int[] start, int[] last, Set<Integer> end) {
    this.start = start;
    this.last = last;
    this.end = end;
  }

  int[] start() {
    return start;
  }

  int[] last() {
    return last;
  }

  Set<Integer> end() {
    return end;
  }
}
