package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that appears under its name only when it is complete: files are written to {@code
 * .NAME.partial} beside it, which {@link #commit} moves into place. Closed, interrupted or killed
 * by a signal before that, it leaves nothing; what a {@code kill -9} leaves is removed by the next
 * run with the same name.
 */
public final class OutputFolder extends StagedOutput {
  /** What a folder must hold to be replaced, with weights: many a folder has such a file. */
  private static final String MODEL_FILE = "config.json";

  private static final String WEIGHTS = ".safetensors";

  private final boolean overwrite;
  private final Path replaced;

  /**
   * @param overwrite whether a folder of that name may be replaced, on {@link #commit}
   * @throws PareException if the name is taken, its parent cannot be made, or another run is
   *     writing it
   */
  public OutputFolder(Path folder, boolean overwrite) {
    super(free(folder, overwrite));
    this.overwrite = overwrite;
    replaced = beside(".replaced");
    try {
      restoreReplaced();
      deleteTree(staging());
      Files.createDirectory(staging());
    } catch (PareException e) {
      close();
      throw e;
    } catch (IOException e) {
      close();
      throw PareException.unwritable(target(), e);
    }
  }

  private static Path free(Path folder, boolean overwrite) {
    requireFree(folder, overwrite);
    return folder;
  }

  /**
   * Checks a name before any work is done for it.
   *
   * @throws PareException if the constructor would not take it
   */
  public static void requireFree(Path folder, boolean overwrite) {
    Path target = absolute(folder);
    if (!exists(target, "folder")) {
      return;
    }
    if (!overwrite) {
      throw taken(target);
    }
    if (!Files.isDirectory(target)) {
      throw new PareException(target, "is a file, not a folder", "choose another name");
    }
    if (!isModelOrEmpty(target)) {
      throw new PareException(target, "holds other things than a model", "choose another name");
    }
  }

  /** A run that was killed between the moves of its commit left the old folder without a name. */
  private void restoreReplaced() throws IOException {
    if (Files.exists(replaced, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(target(), LinkOption.NOFOLLOW_LINKS)) {
      Files.move(replaced, target(), StandardCopyOption.ATOMIC_MOVE);
      requireFree(target(), overwrite);
    }
  }

  private static boolean isModelOrEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      return names.isEmpty()
          || (names.contains(MODEL_FILE) && names.stream().anyMatch(n -> n.endsWith(WEIGHTS)));
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }

  /** Moves the finished folder into place, replacing an older one if that was allowed. */
  public synchronized void commit() {
    requireOpen();
    requireFree(target(), overwrite); // what came while the model was made is no more ours
    try {
      deleteTree(replaced);
      if (Files.exists(target())) {
        Files.move(target(), replaced, StandardCopyOption.ATOMIC_MOVE);
      }
      moveIntoPlace();
      deleteTree(replaced);
    } catch (DirectoryNotEmptyException e) {
      throw new PareException(
          target(), "appeared while it was being made", "choose another name", e);
    } catch (IOException e) {
      throw PareException.unwritable(target(), e);
    }
    close();
  }

  /** If the new folder cannot have the name, the old one gets it back. */
  private void moveIntoPlace() throws IOException {
    try {
      Files.move(staging(), target(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(replaced) && !Files.exists(target())) {
        Files.move(replaced, target(), StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }
}
