package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A text file that grows by whole lines and outlives a kill: the next run reads what is there and
 * goes on. A last line that is incomplete, as a kill leaves it, is taken away. One run at a time
 * holds it.
 */
public final class LineFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private int lines;

  /** Takes up a line that is there. */
  @FunctionalInterface
  public interface Lines {
    /**
     * @param number from 1
     * @param line without its end
     */
    void take(int number, String line);
  }

  /**
   * Opens the file, or makes it with its folders.
   *
   * @param known is given every whole line; what it throws leaves the file as it was
   * @throws PareException if another run holds it, or it cannot be read or made
   */
  public LineFile(Path file, Lines known) {
    this.file = file;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
    try {
      lock();
      long end = read(known);
      channel.truncate(end).position(end);
    } catch (IOException e) {
      close();
      throw PareException.unreadable(file, e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void lock() throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return; // it goes with the channel
      }
    } catch (OverlappingFileLockException e) {
      // by this very process
    }
    throw new PareException(file, "is being written by another run", "wait for its end");
  }

  /** Returns where the last whole line ends. */
  private long read(Lines known) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        lines++;
        known.take(lines, new String(bytes, start, end - start, StandardCharsets.UTF_8));
        start = end + 1;
      }
    }
    return start;
  }

  /** Whether it has no line yet. */
  public boolean isEmpty() {
    return lines == 0;
  }

  /** Adds a line, written before this returns: a kill of this process leaves it. */
  public void append(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
    lines++;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }
}
