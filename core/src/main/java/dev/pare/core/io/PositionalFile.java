package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A file that any number of threads write, each at positions of its own. */
public final class PositionalFile implements AutoCloseable {
  /** Writes from the heap go through a native buffer of the write's size, which the JDK keeps. */
  private static final int MAX_WRITE = 1 << 20;

  private final Path file;
  private final FileChannel channel;

  /**
   * @throws PareException if the file cannot be opened so
   */
  public PositionalFile(Path file, OpenOption... options) {
    this.file = file;
    try {
      channel = FileChannel.open(file, options);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Writes all that remains in {@code bytes}. */
  public void write(long position, ByteBuffer bytes) {
    int limit = bytes.limit();
    int start = bytes.position();
    try {
      while (bytes.position() < limit) {
        bytes.limit(bytes.position() + Math.min(MAX_WRITE, limit - bytes.position()));
        channel.write(bytes, position + bytes.position() - start);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      bytes.limit(limit);
    }
  }

  /** Waits until the disk has it. */
  public void force() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** What a failed write says. */
  public static PareException unwritable(Path file, IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return new PareException(file, "exists already", "choose another name", e);
    }
    if (e instanceof NoSuchFileException) {
      return new PareException(file, "its folder does not exist", "make the folder first", e);
    }
    if (e instanceof ClosedByInterruptException) {
      return new PareException(file, "writing was interrupted", "run it again", e);
    }
    return PareException.unwritable(file, e);
  }
}
