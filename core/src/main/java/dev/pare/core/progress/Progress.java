package dev.pare.core.progress;

/**
 * Where long work says how far it is. Calls may come from any thread.
 *
 * <p>A task has a total in some unit; who shows it works out the rate and the time left.
 */
public interface Progress {
  /** The unit of what is copied, unpacked or downloaded. */
  String BYTES = "bytes";

  /** Begins a task of {@code total} units, 0 if nobody knows, ending the one before it. */
  void begin(String task, long total, String unit);

  /** {@code units} more are done. */
  void advance(long units);

  /** What is worth watching beside the units that are done, such as a loss; replaces the last. */
  default void status(String status) {}

  /** A line worth keeping: a layer's error, a fall-back taken. */
  void note(String line);

  /** The task is over. */
  void end();

  /** Shows nothing. */
  static Progress none() {
    return new SilentProgress();
  }
}
