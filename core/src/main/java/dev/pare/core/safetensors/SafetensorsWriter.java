package dev.pare.core.safetensors;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.io.PositionalFile;
import java.nio.ByteBuffer;
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

  private final PositionalFile file;
  private final byte[] header;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  private SafetensorsWriter(PositionalFile file, Map<String, Region> regions, byte[] header) {
    this.file = file;
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
    return new SafetensorsWriter(new PositionalFile(file, options), regions, header);
  }

  @Override
  public void write(String name, long offset, ByteBuffer bytes) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no tensor " + Names.quote(name) + " was announced");
    }
    int length = bytes.remaining();
    Objects.checkFromIndexSize(offset, (long) length, slot.size());
    file.write(header.length + slot.region.begin() + offset, bytes);
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
    file.write(0, ByteBuffer.wrap(header));
    file.force();
  }

  @Override
  public void close() {
    file.close();
  }
}
