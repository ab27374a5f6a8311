package dev.pare.cli;

/** Checks that picocli cannot do. */
final class Arguments {
  private Arguments() {}

  /** The number of threads: all cores where none is given. */
  static int threads(Integer given) {
    if (given != null && given < 1) {
      throw new WrongUsage(
          "--threads " + given + ": not a number of threads; give 1 or more", null);
    }
    return given == null ? Runtime.getRuntime().availableProcessors() : given;
  }
}
