package dev.pare.cli;

import picocli.CommandLine.Option;

/** How many threads a command uses. */
final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to use (default: all cores).")
  private Integer given;

  /**
   * All cores where none is given.
   *
   * @throws WrongUsage if it makes no sense
   */
  int count() {
    if (given != null && given < 1) {
      throw new WrongUsage(
          "--threads " + given + ": not a number of threads; give 1 or more", null);
    }
    return given == null ? Runtime.getRuntime().availableProcessors() : given;
  }
}
