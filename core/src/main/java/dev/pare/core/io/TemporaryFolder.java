package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of its own among the system's temporary files, for what lives no longer than the work:
 * it goes when it is closed, or when a signal ends the process. What a {@code kill -9} leaves the
 * system removes as it does with all of them.
 */
public final class TemporaryFolder implements AutoCloseable {
  private final Path folder;
  private final ExitHook removeOnExit = new ExitHook("remove-temporary-folder", this::discard);
  private boolean open = true;

  /**
   * @param name what its name begins with
   * @throws PareException if it cannot be made
   */
  public TemporaryFolder(String name) {
    try {
      folder = Files.createTempDirectory(name);
    } catch (IOException e) {
      throw PareException.unwritable(Path.of(System.getProperty("java.io.tmpdir")), e);
    }
    removeOnExit.add();
  }

  /**
   * A file's or folder's place in it.
   *
   * @throws PareException if it is gone
   */
  public synchronized Path resolve(String name) {
    if (!open) {
      throw new PareException(folder, "its use was interrupted", "run it again");
    }
    return folder.resolve(name);
  }

  @Override
  public void close() {
    discard();
    removeOnExit.remove();
  }

  /** At the process's end too, when work may still be under way. */
  private synchronized void discard() {
    open = false;
    try {
      StagedOutput.deleteTree(folder);
    } catch (IOException e) {
      throw PareException.unwritable(folder, e);
    }
  }
}
