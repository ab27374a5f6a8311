package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that appears under its name only when it is complete: files are written to {@code
 * .NAME.partial} beside it, which {@link #commit} moves into place. Closed, interrupted or killed
 * by a signal before that, it leaves nothing; what a {@code kill -9} leaves is removed by the next
 * run with the same name.
 */
public final class OutputFolder implements AutoCloseable {
  /** What a folder must hold to be replaced, with weights: many a folder has such a file. */
  private static final String MODEL_FILE = "config.json";

  private static final String WEIGHTS = ".safetensors";
  private static final int DELETE_ATTEMPTS = 100;

  private final Path target;
  private final boolean overwrite;
  private final Path staging;
  private final Path replaced;
  private final Path lockFile;
  private final FileChannel lockChannel;
  private final Thread removeOnExit = new Thread(this::discardOnExit, "remove-partial-output");
  private boolean open = true;

  /**
   * @param overwrite whether a folder of that name may be replaced, on {@link #commit}
   * @throws PareException if the name is taken, its parent cannot be made, or another run is
   *     writing it
   */
  public OutputFolder(Path folder, boolean overwrite) {
    requireFree(folder, overwrite);
    this.overwrite = overwrite;
    target = absolute(folder);
    Path parent = target.getParent();
    staging = parent.resolve("." + target.getFileName() + ".partial");
    replaced = parent.resolve("." + target.getFileName() + ".replaced");
    lockFile = parent.resolve("." + target.getFileName() + ".lock");
    try {
      Files.createDirectories(parent);
      lockChannel = lock(lockFile, target);
    } catch (IOException e) {
      throw PareException.unwritable(target, e);
    }
    Runtime.getRuntime().addShutdownHook(removeOnExit);
    try {
      restoreReplaced();
      deleteTree(staging);
      Files.createDirectory(staging);
    } catch (PareException e) {
      close();
      throw e;
    } catch (IOException e) {
      close();
      throw PareException.unwritable(target, e);
    }
  }

  /**
   * Checks a name before any work is done for it.
   *
   * @throws PareException if the constructor would not take it
   */
  public static void requireFree(Path folder, boolean overwrite) {
    Path target = absolute(folder);
    if (target.getFileName() == null) {
      throw new PareException(target, "no name for an output folder", "give a new folder's name");
    }
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!overwrite) {
      throw new PareException(target, "exists already", "choose another name or add --force");
    }
    if (!Files.isDirectory(target)) {
      throw new PareException(target, "is a file, not a folder", "choose another name");
    }
    if (!isModelOrEmpty(target)) {
      throw new PareException(target, "holds other things than a model", "choose another name");
    }
  }

  private static Path absolute(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  /** A run that was killed between the moves of its commit left the old folder without a name. */
  private void restoreReplaced() throws IOException {
    if (Files.exists(replaced, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
      requireFree(target, overwrite);
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

  private static FileChannel lock(Path lockFile, Path target) throws IOException {
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new PareException(
          target, "is being written by another run", "wait for it or choose another name");
    }
    return channel;
  }

  /** Where to write until {@link #commit}. */
  public Path staging() {
    return staging;
  }

  /** Moves the finished folder into place, replacing an older one if that was allowed. */
  public synchronized void commit() {
    if (!open) {
      throw new PareException(target, "its writing was interrupted", "run it again");
    }
    requireFree(target, overwrite); // what came while the model was made is no more ours to delete
    try {
      deleteTree(replaced);
      if (Files.exists(target)) {
        Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
      }
      moveIntoPlace();
      deleteTree(replaced);
    } catch (DirectoryNotEmptyException e) {
      throw new PareException(target, "appeared while it was being made", "choose another name", e);
    } catch (IOException e) {
      throw PareException.unwritable(target, e);
    }
    close();
  }

  /** If the new folder cannot have the name, the old one gets it back. */
  private void moveIntoPlace() throws IOException {
    try {
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(replaced) && !Files.exists(target)) {
        Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  /** Discards what was written, unless it is committed. */
  @Override
  public void close() {
    discard();
    try {
      Runtime.getRuntime().removeShutdownHook(removeOnExit);
    } catch (IllegalStateException e) {
      // the process is ending: the hook runs by itself and finds nothing left to do
    }
  }

  /** Work may still be under way: what cannot be removed now, the next run removes. */
  private void discardOnExit() {
    try {
      discard();
    } catch (PareException e) {
      // nobody is left to be told
    }
  }

  private synchronized void discard() {
    if (!open) {
      return;
    }
    open = false;
    try (lockChannel) {
      deleteTree(staging);
      Files.deleteIfExists(lockFile);
    } catch (IOException e) {
      throw PareException.unwritable(target, e);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    for (int attempt = 1; Files.exists(root, LinkOption.NOFOLLOW_LINKS); attempt++) {
      try {
        deleteFound(root);
      } catch (DirectoryNotEmptyException e) {
        if (attempt == DELETE_ATTEMPTS) {
          throw e; // a writer that an exit interrupts may add a file, but not that often
        }
      }
    }
  }

  private static void deleteFound(Path root) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
