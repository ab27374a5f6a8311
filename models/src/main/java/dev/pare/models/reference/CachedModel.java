package dev.pare.models.reference;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A model of a cache.
 *
 * @param reference what finds it again
 * @param architecture as config.json calls it; empty for a broken model
 * @param bytes on disk
 * @param lastUsed when its files were read last, as exactly as the file system tells
 * @param problem why it cannot be used
 */
public record CachedModel(
    String reference,
    Path path,
    Optional<String> architecture,
    long bytes,
    Instant lastUsed,
    Optional<String> problem) {}
