package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a disk has room for an output, asked before any work is done for it. */
public final class DiskSpace {
  private DiskSpace() {}

  /**
   * @throws PareException if the disk of {@code output}, which need not exist, has less free
   */
  public static void require(Path output, long bytes) {
    Path folder = output.toAbsolutePath().normalize();
    while (!Files.exists(folder)) {
      folder = folder.getParent();
    }
    long free = freeBytes(folder);
    if (free < bytes) {
      throw new PareException(
          output,
          "needs %,d kB of space where %,d kB are free".formatted(bytes / 1000, free / 1000),
          "make room or write elsewhere");
    }
  }

  private static long freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }
}
