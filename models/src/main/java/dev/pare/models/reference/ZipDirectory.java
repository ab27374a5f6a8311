package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The central directory at the end of a zip archive (APPNOTE 6.3, sections 4.3.12 to 4.3.16). Bytes
 * before the first entry, as self-extracting archives have, shift every offset.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int LARGE_END = 0x06064b50;
  private static final int LARGE_END_BYTES = 56;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int LARGE_FIELD = 1;
  private static final long UNSIGNED_INT = 0xffffffffL;
  private static final long LARGEST = 64 << 20;

  private final Path file;
  private final ByteSource bytes;

  ZipDirectory(Path file, ByteSource bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * @throws PareException if this is no zip archive, or one whose directory contradicts itself
   */
  List<ArchiveEntry> read() {
    int tailBytes = (int) Math.min(bytes.size(), END_BYTES + LONGEST_COMMENT);
    ByteBuffer tail = read(bytes.size() - tailBytes, tailBytes);
    int end = end(tail);
    long endAt = bytes.size() - tailBytes + end;
    long count = Short.toUnsignedLong(tail.getShort(end + 10));
    long size = Integer.toUnsignedLong(tail.getInt(end + 12));
    long start = Integer.toUnsignedLong(tail.getInt(end + 16));
    if (count == 0xffff || size == UNSIGNED_INT || start == UNSIGNED_INT) {
      long largeAt = largeEnd(endAt);
      if (largeAt >= 0) {
        ByteBuffer large = read(largeAt, LARGE_END_BYTES);
        count = large.getLong(32);
        size = large.getLong(40);
        start = large.getLong(48);
        endAt = largeAt;
      }
    }
    if (size < 0 || size > endAt || start < 0 || start > endAt - size) {
      throw damaged("its directory does not lie in it");
    }
    if (size > LARGEST) {
      throw damaged("its directory of " + size + " bytes is past the limit of " + LARGEST);
    }
    return entries(read(endAt - size, (int) size), count, endAt - size - start);
  }

  /** The last place that looks like the end and whose comment ends where the file does. */
  private int end(ByteBuffer tail) {
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END
          && Short.toUnsignedInt(tail.getShort(at + 20)) == tail.limit() - at - END_BYTES) {
        return at;
      }
    }
    throw new PareException(
        file, "is no complete zip archive, jar or wheel", "download it again or name another file");
  }

  /** Where zip64's end record begins, before the locator that precedes the end; -1 without one. */
  private long largeEnd(long endAt) {
    if (endAt < LOCATOR_BYTES + LARGE_END_BYTES) {
      return -1;
    }
    ByteBuffer locator = read(endAt - LOCATOR_BYTES, LOCATOR_BYTES);
    if (locator.getInt(0) != LOCATOR) {
      return -1;
    }
    long adjacent = endAt - LOCATOR_BYTES - LARGE_END_BYTES;
    long said = locator.getLong(8);
    for (long at : new long[] {adjacent, said}) { // bytes before the archive shift what is said
      if (at >= 0 && at <= adjacent && read(at, LARGE_END_BYTES).getInt(0) == LARGE_END) {
        return at;
      }
    }
    throw damaged("its zip64 directory is not where it says");
  }

  private List<ArchiveEntry> entries(ByteBuffer directory, long count, long shift) {
    List<ArchiveEntry> entries = new ArrayList<>();
    while (directory.hasRemaining()) {
      int at = directory.position();
      if (directory.remaining() < ENTRY_BYTES || directory.getInt(at) != ENTRY) {
        throw damaged("its directory breaks off after " + entries.size() + " entries");
      }
      int name = Short.toUnsignedInt(directory.getShort(at + 28));
      int extra = Short.toUnsignedInt(directory.getShort(at + 30));
      int comment = Short.toUnsignedInt(directory.getShort(at + 32));
      if (directory.remaining() < ENTRY_BYTES + name + extra + comment) {
        throw damaged("its directory breaks off after " + entries.size() + " entries");
      }
      entries.add(entry(directory, at, name, extra, shift));
      directory.position(at + ENTRY_BYTES + name + extra + comment);
    }
    if (entries.size() != count) {
      throw damaged("its directory lists " + entries.size() + " entries and says " + count);
    }
    return List.copyOf(entries);
  }

  private ArchiveEntry entry(ByteBuffer directory, int at, int name, int extra, long shift) {
    byte[] text = new byte[name];
    directory.get(at + ENTRY_BYTES, text);
    ByteBuffer large = largeField(directory, at + ENTRY_BYTES + name, extra);
    long size = value(directory.getInt(at + 24), large);
    long packedSize = value(directory.getInt(at + 20), large);
    long headerAt = value(directory.getInt(at + 42), large) + shift;
    String shown = new String(text, StandardCharsets.UTF_8);
    if (size < 0 || packedSize < 0 || packedSize > bytes.size() || headerAt < 0) {
      throw damaged("its entry \"" + shown + "\" has impossible sizes");
    }
    int flags = directory.getShort(at + 8);
    int method = Short.toUnsignedInt(directory.getShort(at + 10));
    long crc = Integer.toUnsignedLong(directory.getInt(at + 16));
    return new ArchiveEntry(shown, (flags & 1) != 0, method, crc, packedSize, size, headerAt);
  }

  /** The 64-bit numbers of an entry, empty without such a field. */
  private ByteBuffer largeField(ByteBuffer directory, int at, int length) {
    int end = at + length;
    for (int field = at; field + 4 <= end; ) {
      int size = Short.toUnsignedInt(directory.getShort(field + 2));
      if (size > end - field - 4) {
        throw damaged("its directory has a broken extra field");
      }
      if (directory.getShort(field) == LARGE_FIELD) {
        return directory.slice(field + 4, size).order(ByteOrder.LITTLE_ENDIAN);
      }
      field += 4 + size;
    }
    return ByteBuffer.allocate(0);
  }

  /** A 32-bit number, or where it is all ones, the next one of 64. */
  private static long value(int small, ByteBuffer large) {
    boolean full = small == -1 && large.remaining() >= Long.BYTES;
    return full ? large.getLong() : Integer.toUnsignedLong(small);
  }

  private ByteBuffer read(long at, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(at, buffer);
    return buffer.flip();
  }

  private PareException damaged(String what) {
    return new PareException(file, what, "take an undamaged archive");
  }
}
