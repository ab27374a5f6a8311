package dev.pare.cli;

import dev.pare.core.PareException;

/** Checks that picocli cannot do. */
final class Arguments {
  private Arguments() {}

  /** The number of threads: all cores where none is given. */
  static int threads(Integer given) {
    if (given != null && given < 1) {
      throw new PareException("--threads " + given, "not a number of threads", "give 1 or more");
    }
    return given == null ? Runtime.getRuntime().availableProcessors() : given;
  }
}
