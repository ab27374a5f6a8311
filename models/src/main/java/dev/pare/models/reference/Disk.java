package dev.pare.models.reference;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a disk has room for. */
final class Disk {
  private Disk() {}

  /**
   * @param folder is there
   * @throws PareException if its disk has not that many bytes free
   */
  static void requireRoom(Path folder, long bytes, String variable) {
    try {
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      if (free < bytes) {
        String what =
            "needs %,d kB of space where %,d kB are free".formatted(bytes / 1000, free / 1000);
        throw new PareException(folder, what, "free disk space or set " + variable);
      }
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }
}
