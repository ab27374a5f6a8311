package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.ByteSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Entries of an archive, unpacked once into {@code CACHE/entries/KEY/}. The key is made of the
 * archive's absolute path, size and time of change and of each entry's name, size and checksum: an
 * archive that has changed is unpacked anew. Pare's own jar changes with every build: of its
 * entries the names, sizes and checksums alone count.
 */
final class Unpacking {
  static final String FOLDER = "entries";
  private static final int BLOCK_BYTES = 1 << 18;

  private final Path cache;
  private final Progress progress;

  Unpacking(Path cache, Progress progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /** Where the model's file or folder lies unpacked. */
  Path unpack(ZipArchive archive, ArchiveModels.Found model) {
    String reference = archive.file().toAbsolutePath() + ModelReference.SEPARATOR + model.name();
    return unpack(archive, model, reference, identity(archive.file()));
  }

  /** The same of a model in Pare's own jar. */
  Path unpack(ZipArchive archive, ArchiveModels.Found model, ModelReference.Bundled bundled) {
    return unpack(archive, model, bundled.toString(), bundled.toString());
  }

  private Path unpack(
      ZipArchive archive, ArchiveModels.Found model, String reference, String identity) {
    Path parent = cache.resolve(FOLDER);
    String key = key(identity, model);
    Path folder = parent.resolve(key);
    if (!Files.exists(folder.resolve(Origin.NAME))) {
      try (CacheLock lock = CacheLock.take(parent.resolve(".locks").resolve(key), progress)) {
        if (!Files.exists(folder.resolve(Origin.NAME))) {
          make(archive, model, folder, reference);
        }
      }
    }
    return Origin.read(folder.resolve(Origin.NAME)).model(folder);
  }

  private void make(ZipArchive archive, ArchiveModels.Found model, Path folder, String reference) {
    for (ArchiveEntry entry : model.files()) {
      archive.dataStart(entry); // refused before anything is written
    }
    long total = model.files().stream().mapToLong(ArchiveEntry::size).sum();
    try (OutputFolder output = new OutputFolder(folder, false)) {
      Disk.requireRoom(output.staging(), total, "PARE_CACHE");
      progress.begin("unpack " + archive.file().getFileName(), total, Progress.BYTES);
      for (ArchiveEntry entry : model.files()) {
        write(archive, entry, output.staging().resolve(fileName(entry)));
      }
      progress.end();
      origin(reference, model).write(output.staging().resolve(Origin.NAME));
      output.commit();
    }
  }

  private static Origin origin(String reference, ArchiveModels.Found model) {
    Optional<String> file =
        model.folder() ? Optional.empty() : Optional.of(fileName(model.files().get(0)));
    long size = model.folder() ? 0 : model.files().get(0).size();
    return new Origin(reference, file, size, Optional.empty(), Optional.empty());
  }

  private static String fileName(ArchiveEntry entry) {
    return entry.name().substring(entry.name().lastIndexOf('/') + 1);
  }

  private void write(ZipArchive archive, ArchiveEntry entry, Path target) {
    ByteSource packed = archive.packed(entry);
    CRC32 crc = new CRC32();
    try (OutputStream out = Files.newOutputStream(target)) {
      if (entry.isStored()) {
        copy(packed, crc, out);
      } else {
        inflate(archive, entry, packed, crc, out);
      }
    } catch (IOException e) {
      throw PareException.unwritable(target, e);
    }
    if (crc.getValue() != entry.crc()) {
      throw archive.damaged(entry.name(), "has another checksum than the archive says");
    }
  }

  private void copy(ByteSource packed, CRC32 crc, OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    for (long at = 0; at < packed.size(); ) {
      int length = (int) Math.min(block.length, packed.size() - at);
      packed.read(at, ByteBuffer.wrap(block, 0, length));
      put(block, length, crc, out);
      at += length;
    }
  }

  private void inflate(
      ZipArchive archive, ArchiveEntry entry, ByteSource packed, CRC32 crc, OutputStream out)
      throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      byte[] in = new byte[BLOCK_BYTES];
      byte[] block = new byte[BLOCK_BYTES];
      long at = 0;
      long made = 0;
      while (!inflater.finished()) {
        if (inflater.needsInput() && at < packed.size()) {
          int length = (int) Math.min(in.length, packed.size() - at);
          packed.read(at, ByteBuffer.wrap(in, 0, length));
          inflater.setInput(in, 0, length);
          at += length;
        }
        int length = inflater.inflate(block);
        made += length;
        if (made > entry.size()) {
          throw archive.damaged(entry.name(), "holds more than the bytes that it declares");
        }
        if (length == 0
            && !inflater.finished()
            && (at == packed.size() || !inflater.needsInput())) {
          throw archive.damaged(entry.name(), "breaks off");
        }
        put(block, length, crc, out);
      }
      if (made < entry.size()) {
        throw archive.damaged(entry.name(), "holds fewer than the bytes that it declares");
      }
    } catch (DataFormatException e) {
      throw archive.damaged(entry.name(), "is not deflated data");
    } finally {
      inflater.end();
    }
  }

  private void put(byte[] block, int length, CRC32 crc, OutputStream out) throws IOException {
    out.write(block, 0, length);
    crc.update(block, 0, length);
    progress.advance(length);
  }

  private static String identity(Path archive) {
    try {
      return "%s\n%d\n%d"
          .formatted(
              archive.toAbsolutePath(),
              Files.size(archive),
              Files.getLastModifiedTime(archive).toMillis());
    } catch (IOException e) {
      throw PareException.unreadable(archive, e);
    }
  }

  private static String key(String identity, ArchiveModels.Found model) {
    StringBuilder all = new StringBuilder(identity).append('\n').append(model.name());
    for (ArchiveEntry entry : model.files()) {
      all.append('\n').append(entry.crc()).append(' ').append(entry.size());
      all.append(' ').append(entry.name());
    }
    return Checksum.key(all.toString());
  }
}
