package dev.pare.cli;

/**
 * Says so when a signal ends the process in the middle of its work. The JVM itself then exits with
 * 130 for Ctrl-C, after the hooks that remove partial output.
 */
final class Interruption {
  private volatile boolean over;

  private Interruption() {}

  static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::report, "report-interruption"));
    return interruption;
  }

  /** The work has ended by itself. */
  void over() {
    over = true;
  }

  private void report() {
    if (!over) {
      System.err.println("pare: interrupted; nothing unfinished was left behind");
    }
  }
}
