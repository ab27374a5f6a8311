package dev.pare.core.tensor;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * An open file as a {@link ByteSource}. Its size is what it was when it was opened: a file that
 * shrinks afterwards is reported as truncated, one that grows is read as it was.
 *
 * <p>As with every {@link FileChannel}, interrupting a thread that reads closes the file for all
 * threads; each of them is told so.
 */
public final class FileBytes implements ByteSource, AutoCloseable {
  /** Reads into the heap go through a native buffer of the read's size, which the JDK keeps. */
  private static final int MAX_READ = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long size;

  private FileBytes(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /**
   * @throws PareException if there is no such file, it is a folder, or it may not be read
   */
  public static FileBytes open(Path file) {
    if (Files.isDirectory(file)) {
      throw new PareException(file, "is a folder, not a file", "name a file");
    }
    try {
      return open(file, FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static FileBytes open(Path file, FileChannel channel) throws IOException {
    try {
      return new FileBytes(file, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int length = target.remaining();
    Objects.checkFromIndexSize(position, (long) length, size);
    int limit = target.limit();
    int start = target.position();
    try {
      while (target.position() < limit) {
        target.limit(target.position() + Math.min(MAX_READ, limit - target.position()));
        if (channel.read(target, position + target.position() - start) < 0) {
          throw truncated(position + target.position() - start);
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public ByteBuffer map(long position, int length) {
    Objects.checkFromIndexSize(position, (long) length, size);
    try {
      if (position + length > channel.size()) {
        throw truncated(channel.size());
      }
      return channel.map(MapMode.READ_ONLY, position, length).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private PareException truncated(long at) {
    String what = "truncated while reading: ends at byte " + at + ", had " + size + " when opened";
    return new PareException(file, what, "leave the file alone while it is read");
  }

  private static PareException unreadable(Path file, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new PareException(file, "reading was interrupted", "run it again", e);
    }
    if (e instanceof ClosedChannelException) {
      String what = "was closed while in use, or a thread that read it was interrupted";
      return new PareException(file, what, "run it again", e);
    }
    return PareException.unreadable(file, e);
  }
}
