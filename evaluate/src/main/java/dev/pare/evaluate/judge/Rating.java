package dev.pare.evaluate.judge;

import dev.pare.evaluate.task.Transcript;
import java.util.List;

/** A way to rate answers. */
interface Rating {
  /** The names of its scores. */
  List<String> metrics();

  /** How many replies one answer takes at most. */
  int replies();

  /**
   * @param answer the one to rate
   */
  Rated rate(Transcript transcript, String answer);
}
