package dev.pare.core.io;

import dev.pare.core.PareException;

/** Discards what must not outlive the process, also where a signal ends it in the middle. */
final class ExitHook {
  private final Thread thread;

  /**
   * @param discard run at the process's end, where nobody is left to be told that it failed
   */
  ExitHook(String name, Runnable discard) {
    thread =
        new Thread(
            () -> {
              try {
                discard.run();
              } catch (PareException e) {
                // nobody is left to be told
              }
            },
            name);
  }

  void add() {
    Runtime.getRuntime().addShutdownHook(thread);
  }

  void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // the process is ending: the hook runs by itself and finds nothing left to do
    }
  }
}
