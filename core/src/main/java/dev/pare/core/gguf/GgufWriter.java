package dev.pare.core.gguf;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.io.PositionalFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One GGUF file of version 3, aligned to 32 bytes, written in any order and from any thread: where
 * each tensor lies follows from the tensors' order alone.
 *
 * <p>The header goes to disk last, so that an unfinished file begins with zeros, which no reader
 * takes.
 */
public final class GgufWriter implements AutoCloseable {
  private record Slot(long begin, long size, AtomicLong written) {}

  private final PositionalFile file;
  private final byte[] header;
  private final long dataSize;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  private GgufWriter(PositionalFile file, byte[] header, List<Region> regions) {
    this.file = file;
    this.header = header;
    this.dataSize = dataSize(regions);
    for (Region region : regions) {
      long size = region.entry().byteSize();
      slots.put(region.entry().name(), new Slot(region.begin(), size, new AtomicLong()));
    }
  }

  /**
   * Makes a new file.
   *
   * @throws IllegalArgumentException if a tensor's name is there twice or cannot be a name
   * @throws PareException if the file exists or the folder cannot be written
   */
  public static GgufWriter create(
      Path file, Map<String, GgufValue> metadata, Collection<GgufEntry> tensors) {
    List<Region> regions = HeaderWriter.place(tensors);
    byte[] header = HeaderWriter.bytes(metadata, regions);
    if (header.length > Header.MAX_LENGTH) {
      String what = "its header would be " + header.length + " bytes, more than Pare reads";
      throw new PareException(file, what, "write it without the tokenizer");
    }
    PositionalFile target =
        new PositionalFile(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new GgufWriter(target, header, regions);
  }

  /** The bytes that a file of such tensors and metadata takes. */
  public static long fileSize(Map<String, GgufValue> metadata, Collection<GgufEntry> tensors) {
    List<Region> regions = HeaderWriter.place(tensors);
    return HeaderWriter.bytes(metadata, regions).length + dataSize(regions);
  }

  private static long dataSize(List<Region> regions) {
    if (regions.isEmpty()) {
      return 0;
    }
    Region last = regions.get(regions.size() - 1);
    return RegionCheck.aligned(last.begin() + last.entry().byteSize(), Header.DEFAULT_ALIGNMENT);
  }

  /**
   * Writes a part of a tensor, all that remains in {@code bytes}. Each byte is written once; safe
   * for many threads.
   *
   * @param offset from the tensor's first byte
   */
  public void write(String name, long offset, ByteBuffer bytes) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no tensor " + Names.quote(name) + " was announced");
    }
    int length = bytes.remaining();
    Objects.checkFromIndexSize(offset, (long) length, slot.size());
    file.write(header.length + slot.begin() + offset, bytes);
    if (slot.written().addAndGet(length) > slot.size()) {
      throw new IllegalStateException(Names.quote(name) + " was written more than once");
    }
  }

  /**
   * Writes padding and header and waits until the disk has all of it.
   *
   * @throws IllegalStateException if a tensor is not complete
   */
  public void finish() {
    long end = 0;
    for (Map.Entry<String, Slot> entry : slots.entrySet()) {
      Slot slot = entry.getValue();
      if (slot.written().get() != slot.size()) {
        String count = slot.written() + " of " + slot.size() + " bytes";
        throw new IllegalStateException(Names.quote(entry.getKey()) + " has " + count);
      }
      end = slot.begin() + slot.size();
    }
    file.write(header.length + end, ByteBuffer.allocate((int) (dataSize - end)));
    file.write(0, ByteBuffer.wrap(header));
    file.force();
  }

  @Override
  public void close() {
    file.close();
  }
}
