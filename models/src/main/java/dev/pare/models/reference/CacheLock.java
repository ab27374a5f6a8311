package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Held while a file of a cache is made, so that of two processes, or threads, one makes it and the
 * other waits and finds it. The system gives it back when a process dies; the empty lock file
 * stays.
 */
final class CacheLock implements AutoCloseable {
  private static final long PAUSE_MILLIS = 50;
  private static final long NOTE_AFTER_MILLIS = 500;

  private final FileChannel channel;

  private CacheLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits until the lock is free. */
  static CacheLock take(Path file, Progress progress) {
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      for (long waited = 0; !tryLock(channel); waited += PAUSE_MILLIS) {
        if (waited == NOTE_AFTER_MILLIS) {
          progress.note("another run is making " + file + "; waiting for it");
        }
        pause(channel, file);
      }
      return new CacheLock(channel);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process has it
    }
  }

  private static void pause(FileChannel channel, Path file) throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      channel.close();
      throw new PareException(file, "waiting for it was interrupted", "run it again", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new PareException("cache lock", "cannot be given back", "check the cache's disk", e);
    }
  }
}
