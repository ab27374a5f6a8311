package dev.pare.cli;

/**
 * Says so when a signal ends the process in the middle of its work. The JVM itself then exits with
 * 130 for Ctrl-C, after the hooks that remove partial output.
 */
final class Interruption {
  /** What ends the work under way and says what is left of it. */
  @FunctionalInterface
  interface LastWords {
    String get() throws InterruptedException;
  }

  private static volatile boolean keepsDownloads;
  private static volatile LastWords lastWords;

  private final Thread hook = new Thread(Interruption::report, "report-interruption");

  private Interruption() {}

  static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** The work has ended by itself: a signal that comes now interrupts nothing. */
  void over() {
    removeHook(hook);
  }

  /** Whether what is unfinished now is a download, which the next run goes on with. */
  static void keepsDownloads(boolean yes) {
    keepsDownloads = yes;
  }

  /** Sets what is asked for its last words, null for nothing. */
  static void lastWords(LastWords words) {
    lastWords = words;
  }

  /**
   * Whether the process is ending, so that what fails now fails because its files are being
   * removed.
   */
  static boolean underWay() {
    return !removeHook(new Thread());
  }

  /** Whether hooks can still be removed; a JVM that is ending refuses. */
  private static boolean removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static void report() {
    String lineOfItsOwn = Boolean.getBoolean("pare.terminal") ? "\n" : "";
    System.err.println(lineOfItsOwn + "pare: interrupted; " + left());
  }

  private static String left() {
    LastWords words = lastWords;
    try {
      if (words != null) {
        return words.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return keepsDownloads
        ? "what was downloaded is kept, run it again to go on"
        : "nothing unfinished was left behind";
  }
}
