package dev.pare.models.reference;

/**
 * What the hub says of one file.
 *
 * @param name its path in the repository
 * @param size in bytes
 */
record HubFile(String name, Checksum checksum, long size) {}
