package dev.pare.evaluate;

import java.util.Random;

/** Random letters. */
final class Texts {
  private Texts() {}

  static EvaluationText random(long seed, int length) {
    return new EvaluationText("random.txt", letters(new Random(seed), length));
  }

  static String letters(Random random, int length) {
    return random
        .ints(length, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
