package dev.pare.models.reference;

import dev.pare.core.PareException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * A download in the making, in a file that stays for the next run unless it turns out to be wrong.
 * It is hashed as it grows; what an earlier run left is hashed first.
 */
final class PartialFile implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 18;

  private final Path file;
  private final Supplier<MessageDigest> hash;
  private MessageDigest digest;
  private OutputStream out;
  private long size;

  private PartialFile(Path file, Supplier<MessageDigest> hash) {
    this.file = file;
    this.hash = hash;
  }

  /**
   * Goes on with the file, or begins it; its folder is there.
   *
   * @param hash makes a fresh digest
   */
  static PartialFile open(Path file, Supplier<MessageDigest> hash) {
    PartialFile partial = new PartialFile(file, hash);
    partial.begin(true);
    return partial;
  }

  private void begin(boolean append) {
    digest = hash.get();
    size = 0;
    try {
      if (append && Files.exists(file)) {
        hashWhatIsThere();
      }
      // not a channel: interrupting one download must not lose what others wrote
      out = new FileOutputStream(file.toFile(), append);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }

  private void hashWhatIsThere() throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        digest.update(block, 0, length);
        size += length;
      }
    }
  }

  long size() {
    return size;
  }

  void append(byte[] block, int length) {
    try {
      out.write(block, 0, length);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
    digest.update(block, 0, length);
    size += length;
  }

  /** Begins again with nothing. */
  void restart() {
    close();
    begin(false);
  }

  /** The hash of all that is there, in lower-case hexadecimal; nothing comes after it. */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Gives the file its final name. */
  void moveTo(Path target) {
    close();
    try {
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw PareException.unwritable(target, e);
    }
  }

  /** Removes a file that is not what it should be. */
  void delete() {
    close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }

  /** Keeps what is there for the next run. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }
}
