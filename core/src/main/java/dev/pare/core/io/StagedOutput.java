package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@link OutputFolder} and {@link OutputFile} share: a place of its own beside the output,
 * {@code .NAME.partial}, that one run at a time may write, and that is removed unless the output
 * has been moved into place.
 */
abstract class StagedOutput implements AutoCloseable {
  private static final int DELETE_ATTEMPTS = 100;

  private final Path target;
  private final Path staging;
  private final Path lockFile;
  private final FileChannel lockChannel;
  private final ExitHook removeOnExit = new ExitHook("remove-partial-output", this::discard);
  private boolean open = true;

  /**
   * @param output whose name is free
   */
  StagedOutput(Path output) {
    target = absolute(output);
    staging = beside(".partial");
    lockFile = beside(".lock");
    try {
      Files.createDirectories(target.getParent());
      lockChannel = lock(lockFile, target);
    } catch (IOException e) {
      throw PareException.unwritable(target, e);
    }
    removeOnExit.add();
  }

  static Path absolute(Path output) {
    return output.toAbsolutePath().normalize();
  }

  /** Whether something has the name; never so for what no output can be called. */
  static boolean exists(Path target, String kind) {
    if (target.getFileName() == null) {
      throw new PareException(
          target, "no name for an output " + kind, "give a new " + kind + "'s name");
    }
    return Files.exists(target, LinkOption.NOFOLLOW_LINKS);
  }

  static PareException taken(Path target) {
    return new PareException(target, "exists already", "choose another name or add --force");
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

  /** The name of a hidden neighbour. */
  final Path beside(String suffix) {
    return target.resolveSibling("." + target.getFileName() + suffix);
  }

  final Path target() {
    return target;
  }

  /** Where to write until the output is committed. */
  public final Path staging() {
    return staging;
  }

  final void requireOpen() {
    if (!open) {
      throw new PareException(target, "its writing was interrupted", "run it again");
    }
  }

  /** Discards what was written, unless it is committed. */
  @Override
  public void close() {
    discard();
    removeOnExit.remove();
  }

  /** At the process's end too, when work may still be under way. */
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

  static void deleteTree(Path root) throws IOException {
    for (int attempt = 1; Files.exists(root, LinkOption.NOFOLLOW_LINKS); attempt++) {
      try {
        deleteFound(root);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        if (attempt == DELETE_ATTEMPTS) {
          throw e; // a writer that an exit interrupts may add or remove a file, but not that often
        }
      }
    }
  }

  private static void deleteFound(Path root) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
