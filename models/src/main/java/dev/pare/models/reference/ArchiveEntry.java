package dev.pare.models.reference;

/**
 * One file of a zip archive as its central directory lists it.
 *
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the content
 * @param packedSize bytes in the archive
 * @param size bytes of the content, as declared
 * @param headerAt where its local header begins
 */
record ArchiveEntry(
    String name,
    boolean encrypted,
    int method,
    long crc,
    long packedSize,
    long size,
    long headerAt) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  boolean isFolder() {
    return name.endsWith("/");
  }

  boolean isStored() {
    return method == STORED;
  }
}
