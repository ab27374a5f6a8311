package dev.pare.core.safetensors;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One safetensors file. The tensors' order in it follows from their types and names alone, not from
 * the order they are announced or written in: same tensors, same bytes.
 *
 * <p>The header goes to disk last, so an unfinished file begins with a header length of 0, which no
 * reader takes.
 */
public final class SafetensorsWriter implements SafetensorsSink {
  /** Writes from the heap go through a native buffer of the write's size, which the JDK keeps. */
  private static final int MAX_WRITE = 1 << 20;

  private static final class Slot {
    final Region region;
    final AtomicLong written = new AtomicLong();

    Slot(Region region) {
      this.region = region;
    }

    long size() {
      return region.end() - region.begin();
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final byte[] header;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  private SafetensorsWriter(
      Path file, FileChannel channel, Map<String, Region> regions, byte[] header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    regions.forEach((name, region) -> slots.put(name, new Slot(region)));
  }

  /**
   * Makes a new file.
   *
   * @throws IllegalArgumentException if a tensor's name is there twice or cannot be a name
   * @throws PareException if the file exists or the folder cannot be written
   */
  public static SafetensorsWriter create(
      Path file, Collection<TensorEntry> tensors, Map<String, String> metadata) {
    return open(file, tensors, metadata, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  static SafetensorsWriter open(
      Path file,
      Collection<TensorEntry> tensors,
      Map<String, String> metadata,
      OpenOption... options) {
    Map<String, Region> regions = HeaderWriter.place(tensors);
    byte[] header = HeaderWriter.bytes(regions.values(), metadata);
    if (header.length - Header.LENGTH_BYTES > Header.MAX_LENGTH) {
      String what = "its header would be longer than the format allows";
      throw new PareException(file, what, "write smaller shards");
    }
    try {
      return new SafetensorsWriter(file, FileChannel.open(file, options), regions, header);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  @Override
  public void write(String name, long offset, ByteBuffer bytes) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no tensor " + Names.quote(name) + " was announced");
    }
    int length = bytes.remaining();
    Objects.checkFromIndexSize(offset, (long) length, slot.size());
    writeFully(header.length + slot.region.begin() + offset, bytes);
    if (slot.written.addAndGet(length) > slot.size()) {
      throw new IllegalStateException(Names.quote(name) + " was written more than once");
    }
  }

  @Override
  public void finish() {
    slots.forEach(
        (name, slot) -> {
          if (slot.written.get() != slot.size()) {
            String count = slot.written + " of " + slot.size() + " bytes";
            throw new IllegalStateException(Names.quote(name) + " has " + count);
          }
        });
    writeFully(0, ByteBuffer.wrap(header));
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

  private void writeFully(long position, ByteBuffer bytes) {
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

  static PareException unwritable(Path file, IOException e) {
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
