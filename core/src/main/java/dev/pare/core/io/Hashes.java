package dev.pare.core.io;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files and texts. */
public final class Hashes {
  private static final int BLOCK_BYTES = 1 << 20;

  private Hashes() {}

  /** The file's SHA-256 in lower-case hexadecimal. */
  public static String sha256(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      MessageDigest digest = digest();
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
      while (channel.read(block.clear()) >= 0) {
        digest.update(block.flip());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  /** The SHA-256 of a text's UTF-8 bytes in lower-case hexadecimal. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A SHA-256 under way. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }
}
