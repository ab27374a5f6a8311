package dev.pare.models.reference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A checksum that a file must have.
 *
 * @param hex SHA-256 of the content where it has 64 digits, as large files of the hub have; else of
 *     40: git's for a blob, SHA-1 of {@code "blob SIZE\0"} and the content
 */
record Checksum(String hex) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern GIT_BLOB = Pattern.compile("[0-9a-f]{40}");
  private static final int KEY_DIGITS = 32;

  /** The checksum that an ETag of the hub is; empty if it is none. */
  static Optional<Checksum> ofTag(String tag) {
    String hex = tag.replaceFirst("^W/", "").replace("\"", "");
    boolean known = SHA256.matcher(hex).matches() || GIT_BLOB.matcher(hex).matches();
    return known ? Optional.of(new Checksum(hex)) : Optional.empty();
  }

  /** What a file of {@code size} bytes is hashed with. */
  MessageDigest digest(long size) {
    if (SHA256.matcher(hex).matches()) {
      return sha256();
    }
    MessageDigest digest = digest("SHA-1");
    digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    return digest;
  }

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  /** A name for what {@code identity} describes in full. */
  static String key(String identity) {
    byte[] hash = sha256().digest(identity.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, KEY_DIGITS);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has both
    }
  }
}
