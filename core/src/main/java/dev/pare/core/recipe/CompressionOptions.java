package dev.pare.core.recipe;

import dev.pare.core.progress.Progress;

/**
 * How a recipe is run.
 *
 * @param threads that encode and write
 * @param seed of whatever a method draws; kept in the manifest
 * @param overwrite whether an output of that name may be replaced
 */
public record CompressionOptions(int threads, long seed, boolean overwrite, Progress progress) {
  public static CompressionOptions standard() {
    return new CompressionOptions(
        Runtime.getRuntime().availableProcessors(), 0, false, Progress.none());
  }

  public CompressionOptions with(Progress shown) {
    return new CompressionOptions(threads, seed, overwrite, shown);
  }
}
