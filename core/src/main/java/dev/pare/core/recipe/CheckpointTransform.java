package dev.pare.core.recipe;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;

/** Makes one checkpoint from another. */
@FunctionalInterface
public interface CheckpointTransform {
  /**
   * The transformed checkpoint; it reads from {@code in}, which stays open until the result is no
   * longer used. Work that needs one weight at a time is best left to the moment that weight is
   * read: the writer then streams it.
   */
  Checkpoint apply(Checkpoint in, Progress progress);
}
