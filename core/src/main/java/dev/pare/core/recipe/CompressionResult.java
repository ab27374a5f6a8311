package dev.pare.core.recipe;

import dev.pare.core.checkpoint.AppliedStep;
import java.nio.file.Path;
import java.util.List;

/**
 * What a compression made.
 *
 * @param bytes all weights of the output
 * @param bitsPerWeight 8 · bytes / parameters
 * @param seconds until the output was in place; the manifest, a part of it, tells those of writing
 * @param peakRssBytes the process's VmHWM, 0 where the system does not tell
 * @param steps the steps done, with each weight's error
 */
public record CompressionResult(
    Path output,
    long bytesBefore,
    long bytes,
    double bitsPerWeight,
    double seconds,
    long peakRssBytes,
    List<AppliedStep> steps) {}
