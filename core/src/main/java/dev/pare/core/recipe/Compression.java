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
 * The steps are views of one another, and writing the last pulls every weight through all of them;
 * a step that must look at the whole model does so first, and what it has done outlives a kill.
 */
public final class Compression {
  /** A slow disk's pace, hashing included; a fast one is done sooner than told. */
  private static final long BYTES_WRITTEN_AND_HASHED = 600_000_000;

  /** What encoding adds to the process for each thread: rows, packed words, write buffers. */
  private static final long WORKING_BYTES_A_THREAD = 12 << 20;

  private final Checkpoint source;
  private final StepSequence steps;
  private final CompressionOptions options;

  private Compression(Checkpoint source, StepSequence steps, CompressionOptions options) {
    this.source = source;
    this.steps = steps;
    this.options = options;
  }

  /**
   * Checks the recipe against the checkpoint and prepares its steps.
   *
   * @throws PareException if a step, a key or a pattern makes no sense for this checkpoint
   */
  public static Compression plan(Recipe recipe, Checkpoint source, CompressionOptions options) {
    List<CheckpointTransform> transforms = recipe.steps().stream().map(Methods::configure).toList();
    return new Compression(source, new StepSequence(transforms, source, options), options);
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
    requireRoom(output, steps.planned());
  }

  /** Whether a run that is killed is gone on with by the next one. */
  public boolean keepsState() {
    return steps.mustWork();
  }

  /** What running it will take; does a sample of it to find out. */
  public Prediction predict() {
    CheckpointWriter writer = new CheckpointWriter(steps.planned());
    double seconds =
        writer.estimateEncodingSeconds(options.threads())
            + writer.weightBytes() / (double) BYTES_WRITTEN_AND_HASHED;
    long peak = ProcessMemory.peakRssBytes() + options.threads() * WORKING_BYTES_A_THREAD;
    for (Prediction work : steps.predictions()) {
      seconds += work.seconds();
      peak = Math.max(peak, work.peakRssBytes());
    }
    return new Prediction(writer.weightBytes(), peak, seconds);
  }

  /**
   * Writes the compressed checkpoint to {@code output}, which appears when it is complete.
   *
   * @throws PareException if the name is taken or the disk has no room, before anything is written
   */
  public CompressionResult run(Path output) {
    long start = System.nanoTime();
    requireRoom(output, steps.planned());
    try (OutputFolder target = new OutputFolder(output, options.overwrite());
        StepSequence.Done done = steps.work(output)) {
      Checkpoint result = done.result();
      CheckpointWriter writer = new CheckpointWriter(result);
      requireRoom(output, result);
      writer.write(target.staging(), options.threads(), options.progress());
      double seconds = (System.nanoTime() - start) / 1e9;
      AppliedStep.Run run =
          new AppliedStep.Run(
              version(),
              options.seed(),
              options.threads(),
              storedBytes(source),
              writer.weightBytes(),
              seconds,
              ProcessMemory.peakRssBytes());
      List<AppliedStep> history = history(result, run);
      writer.writeManifest(target.staging(), history);
      target.commit();
      done.forget();
      List<AppliedStep> added = history.subList(source.history().size(), history.size());
      return new CompressionResult(
          output,
          run.bytesBefore(),
          run.bytesAfter(),
          8.0 * run.bytesAfter() / parameters(result),
          (System.nanoTime() - start) / 1e9,
          run.peakRssBytes(),
          added);
    }
  }

  /** All steps, those of this run stamped with it. */
  private static List<AppliedStep> history(Checkpoint result, AppliedStep.Run run) {
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

  private static void requireRoom(Path output, Checkpoint result) {
    long bytes =
        new CheckpointWriter(result).weightBytes()
            + result.companions().values().stream().mapToLong(ByteSource::size).sum();
    DiskSpace.require(output, bytes);
  }

  private static long storedBytes(Checkpoint checkpoint) {
    return checkpoint.names().stream().mapToLong(n -> checkpoint.tensor(n).byteSize()).sum();
  }

  private static long parameters(Checkpoint result) {
    return result.names().stream().mapToLong(name -> result.tensor(name).shape().size()).sum();
  }

  private static String version() {
    String version = Compression.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
