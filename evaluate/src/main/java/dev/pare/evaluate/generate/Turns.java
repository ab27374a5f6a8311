package dev.pare.evaluate.generate;

import java.util.List;
import java.util.stream.IntStream;

/** Answers that take turns in random order: each once in every round. */
final class Turns {
  private Turns() {}

  /** Whose turn it is, from 0 to {@code count} − 1. */
  static int at(long seed, String name, int index, int count) {
    Draws draws = new Draws(seed, name + " round of " + count, Math.floorDiv(index, count));
    List<Integer> round = draws.shuffled(IntStream.range(0, count).boxed().toList());
    return round.get(Math.floorMod(index, count));
  }
}
