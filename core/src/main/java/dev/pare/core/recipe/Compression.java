package dev.pare.core.recipe;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.tensor.ByteSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A recipe bound to a checkpoint: first its {@link #predict prediction}, then its {@link #run run}.
 * The steps are views of one another, and writing the last pulls every weight through all of them.
 */
public final class Compression {
  /** A slow disk's pace, hashing included; a fast one is done sooner than told. */
  private static final long BYTES_WRITTEN_AND_HASHED = 600_000_000;

  /** What encoding adds to the process for each thread: rows, packed words, write buffers. */
  private static final long WORKING_BYTES_A_THREAD = 12 << 20;

  private final Checkpoint source;
  private final Checkpoint result;
  private final CompressionOptions options;

  private Compression(Checkpoint source, Checkpoint result, CompressionOptions options) {
    this.source = source;
    this.result = result;
    this.options = options;
  }

  /**
   * Checks the recipe against the checkpoint and prepares its steps.
   *
   * @throws PareException if a step, a key or a pattern makes no sense for this checkpoint
   */
  public static Compression plan(Recipe recipe, Checkpoint source, CompressionOptions options) {
    List<CheckpointTransform> transforms = recipe.steps().stream().map(Methods::configure).toList();
    Checkpoint result = source;
    for (CheckpointTransform transform : transforms) {
      result = transform.apply(result, options.progress());
    }
    return new Compression(source, result, options);
  }

  /**
   * Refuses early what cannot end well.
   *
   * @throws PareException if the output's name is taken, its disk has no room, or the work needs
   *     more memory than is free
   */
  public void check(Path output) {
    OutputFolder.requireFree(output, options.overwrite());
    requireMemory();
    requireRoom(output, new CheckpointWriter(result).weightBytes());
  }

  /** What running it will take; encodes a sample to find out. */
  public Prediction predict() {
    CheckpointWriter writer = new CheckpointWriter(result);
    double seconds =
        writer.estimateEncodingSeconds(options.threads())
            + writer.weightBytes() / (double) BYTES_WRITTEN_AND_HASHED;
    long peak = ProcessMemory.peakRssBytes() + options.threads() * WORKING_BYTES_A_THREAD;
    return new Prediction(writer.weightBytes(), peak, seconds);
  }

  /**
   * Writes the compressed checkpoint to {@code output}, which appears when it is complete.
   *
   * @throws PareException if the name is taken or the disk has no room, before anything is written
   */
  public CompressionResult run(Path output) {
    long start = System.nanoTime();
    CheckpointWriter writer = new CheckpointWriter(result);
    long bytesBefore = storedBytes(source);
    long bytes = writer.weightBytes();
    requireRoom(output, bytes);
    try (OutputFolder target = new OutputFolder(output, options.overwrite())) {
      writer.write(target.staging(), options.threads(), options.progress());
      double seconds = (System.nanoTime() - start) / 1e9;
      AppliedStep.Run run =
          new AppliedStep.Run(
              version(),
              options.seed(),
              options.threads(),
              bytesBefore,
              bytes,
              seconds,
              ProcessMemory.peakRssBytes());
      List<AppliedStep> history = history(run);
      writer.writeManifest(target.staging(), history);
      target.commit();
      List<AppliedStep> added = history.subList(source.history().size(), history.size());
      return new CompressionResult(
          output,
          bytesBefore,
          bytes,
          8.0 * bytes / parameters(),
          (System.nanoTime() - start) / 1e9,
          run.peakRssBytes(),
          added);
    }
  }

  /** All steps, those of this run stamped with it. */
  private List<AppliedStep> history(AppliedStep.Run run) {
    List<AppliedStep> history = new ArrayList<>();
    for (AppliedStep step : result.history()) {
      history.add(step.run().isPresent() ? step : step.with(run));
    }
    return history;
  }

  private void requireMemory() {
    long needed = options.threads() * WORKING_BYTES_A_THREAD;
    long free = ProcessMemory.availableBytes().orElse(Long.MAX_VALUE);
    if (needed > free) {
      throw new PareException(
          options.threads() + " threads",
          "need %,d MB of memory where %,d MB are free".formatted(needed >> 20, free >> 20),
          "take fewer threads");
    }
  }

  private void requireRoom(Path output, long weightBytes) {
    long bytes =
        weightBytes + result.companions().values().stream().mapToLong(ByteSource::size).sum();
    DiskSpace.require(output, bytes);
  }

  private static long storedBytes(Checkpoint checkpoint) {
    return checkpoint.names().stream().mapToLong(n -> checkpoint.tensor(n).byteSize()).sum();
  }

  private long parameters() {
    return result.names().stream().mapToLong(name -> result.tensor(name).shape().size()).sum();
  }

  private static String version() {
    String version = Compression.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
