package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears under its name only when it is complete: it is written as {@code
 * .NAME.partial} beside it, which {@link #commit} moves into place. Closed, interrupted or killed
 * by a signal before that, it leaves nothing; what a {@code kill -9} leaves is removed by the next
 * run with the same name.
 */
public final class OutputFile extends StagedOutput {
  private final boolean overwrite;

  /**
   * @param overwrite whether a file of that name may be replaced, on {@link #commit}
   * @throws PareException if the name is taken, its parent cannot be made, or another run is
   *     writing it
   */
  public OutputFile(Path file, boolean overwrite) {
    super(free(file, overwrite));
    this.overwrite = overwrite;
    try {
      deleteTree(staging());
    } catch (IOException e) {
      close();
      throw PareException.unwritable(target(), e);
    }
  }

  private static Path free(Path file, boolean overwrite) {
    requireFree(file, overwrite);
    return file;
  }

  /**
   * Checks a name before any work is done for it.
   *
   * @throws PareException if the constructor would not take it
   */
  public static void requireFree(Path file, boolean overwrite) {
    Path target = absolute(file);
    if (!exists(target, "file")) {
      return;
    }
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new PareException(target, "is no plain file", "choose another name");
    }
    if (!overwrite) {
      throw taken(target);
    }
  }

  /** Moves the finished file into place, replacing an older one if that was allowed. */
  public synchronized void commit() {
    requireOpen();
    requireFree(target(), overwrite); // what came while the file was made is no more ours
    try {
      Files.move(staging(), target(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw PareException.unwritable(target(), e);
    }
    close();
  }
}
