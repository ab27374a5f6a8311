package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.FileBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A zip archive, or a jar or wheel, which are zip archives, with zip64's sizes. Its directory is
 * held; entries are read where they lie. An entry is checked when it is asked for, so that one that
 * nobody wants spoils nothing.
 */
final class ZipArchive implements AutoCloseable {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int LOCAL_HEADER_BYTES = 30;

  /** Deflate writes at least one bit for 258 bytes. */
  private static final long HIGHEST_RATIO = 1032;

  private final Path file;
  private final ByteSource bytes;
  private final Runnable release;
  private final List<ArchiveEntry> entries;

  /**
   * @param file what to name in errors
   * @param release run by {@link #close}; not if the archive is refused
   */
  ZipArchive(Path file, ByteSource bytes, Runnable release) {
    this.file = file;
    this.bytes = bytes;
    this.release = release;
    this.entries = new ZipDirectory(file, bytes).read();
  }

  /**
   * @throws PareException if it cannot be read or is no zip archive
   */
  static ZipArchive open(Path file) {
    FileBytes bytes = FileBytes.open(file);
    try {
      return new ZipArchive(file, bytes, bytes::close);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  /** All that the directory lists, folders included, in its order. */
  List<ArchiveEntry> entries() {
    return entries;
  }

  /**
   * The entry of exactly that name.
   *
   * @throws PareException if there are two
   */
  Optional<ArchiveEntry> entry(String name) {
    List<ArchiveEntry> found = entries.stream().filter(entry -> entry.name().equals(name)).toList();
    if (found.size() > 1) {
      throw fault(name, "is there " + found.size() + " times", "take another archive");
    }
    return found.stream().findFirst();
  }

  /**
   * Where the entry's bytes lie in the archive's file, packed as they are.
   *
   * @throws PareException if it is encrypted, packed in a way that is not read, or lies
   */
  long dataStart(ArchiveEntry entry) {
    if (entry.encrypted()) {
      throw fault(entry.name(), "is encrypted", "unpack the archive with its password");
    }
    if (entry.method() != ArchiveEntry.STORED && entry.method() != ArchiveEntry.DEFLATED) {
      String what = "is packed by method " + entry.method() + ", not deflate";
      throw fault(entry.name(), what, "unpack the archive");
    }
    long most = entry.isStored() ? entry.packedSize() : entry.packedSize() * HIGHEST_RATIO;
    if (entry.size() > most || (entry.isStored() && entry.size() != entry.packedSize())) {
      String what = "of " + entry.packedSize() + " bytes cannot hold the " + entry.size();
      throw damaged(entry.name(), what + " that it declares");
    }
    return checkedStart(entry);
  }

  private long checkedStart(ArchiveEntry entry) {
    long room = bytes.size() - LOCAL_HEADER_BYTES - entry.packedSize();
    if (entry.headerAt() > room) {
      throw damaged(entry.name(), "lies past the end of the file");
    }
    ByteBuffer header = ByteBuffer.allocate(LOCAL_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(entry.headerAt(), header);
    if (header.getInt(0) != LOCAL_HEADER || header.getShort(8) != (short) entry.method()) {
      throw damaged(entry.name(), "is not where the directory says");
    }
    int names = Short.toUnsignedInt(header.getShort(26)) + Short.toUnsignedInt(header.getShort(28));
    if (entry.headerAt() + names > room) {
      throw damaged(entry.name(), "lies past the end of the file");
    }
    return entry.headerAt() + LOCAL_HEADER_BYTES + names;
  }

  /** The entry's bytes as the archive keeps them, until {@link #close}. */
  ByteSource packed(ArchiveEntry entry) {
    return bytes.slice(dataStart(entry), entry.packedSize());
  }

  PareException damaged(String name, String what) {
    return fault(name, what, "take an undamaged archive");
  }

  PareException fault(String name, String what, String remedy) {
    return new PareException(file, "entry " + Names.quote(name) + " " + what, remedy);
  }

  @Override
  public void close() {
    release.run();
  }
}
