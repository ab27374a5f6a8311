package dev.pare.core.recipe;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import java.nio.file.Path;

/**
 * A transform that has to look at the whole model before anything it makes can be read. {@link
 * #apply} makes a stand-in, to plan with; {@link #work} does the work, and keeps what is done in a
 * folder, so that a run that was killed goes on there.
 */
public interface WorkingTransform extends CheckpointTransform {
  /** What came of the work; its weights can be read until it is closed. */
  interface Worked extends AutoCloseable {
    Checkpoint result();

    @Override
    void close();
  }

  /**
   * A checkpoint whose weights have the encodings and sizes that are expected of the work, their
   * values no matter.
   *
   * @throws dev.pare.core.PareException if the step makes no sense for this checkpoint
   */
  @Override
  Checkpoint apply(Checkpoint in, Progress progress);

  /**
   * What the work will take, from a small part of it.
   *
   * @param in the step's input or a stand-in for it
   * @return {@code bytes} are those that the work keeps on disk meanwhile
   */
  Prediction predict(Checkpoint in, CompressionOptions options);

  /**
   * Does the work, or what is left of it.
   *
   * @param folder where it is kept, this step's own; it need not be there
   * @throws dev.pare.core.PareException if it cannot be done, or the folder is another work's
   */
  Worked work(Checkpoint in, Path folder, CompressionOptions options);
}
