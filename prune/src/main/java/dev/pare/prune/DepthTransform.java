package dev.pare.prune;

import dev.pare.calibrate.BlockInfluence;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.WorkingTransform;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Removes the blocks of least {@link BlockInfluence}, all at once; of blocks that are alike the
 * first go.
 */
final class DepthTransform implements WorkingTransform {
  private final String kind;
  private final String name;
  private final DepthSettings settings;
  private final CalibrationSettings calibration;

  DepthTransform(
      String kind, String name, DepthSettings settings, CalibrationSettings calibration) {
    this.kind = kind;
    this.name = name;
    this.settings = settings;
    this.calibration = calibration;
  }

  /** The stand-in has the first blocks: all have the same weights. */
  @Override
  public Checkpoint apply(Checkpoint in, Progress progress) {
    calibration.require(in.config());
    int removed = settings.removed(in.config().layers());
    List<Integer> first = IntStream.range(0, in.config().layers() - removed).boxed().toList();
    return new KeptBlocks(in, first, step(settings.describe(removed)));
  }

  private AppliedStep step(Map<String, Object> described) {
    return new AppliedStep(kind, name, described, List.of(), Optional.empty());
  }

  @Override
  public Prediction predict(Checkpoint in, CompressionOptions options) {
    return new BlockInfluence(in, calibration, options).predict();
  }

  @Override
  public Worked work(Checkpoint in, Path folder, CompressionOptions options) {
    BlockInfluence.Measured measured = new BlockInfluence(in, calibration, options).measure(folder);
    int removed = settings.removed(in.config().layers());
    List<Integer> gone = least(measured.influence(), removed);
    Map<String, Object> described = settings.describe(removed);
    described.put("removed", gone.stream().map(Integer::longValue).toList());
    described.put("influence", measured.influence());
    described.putAll(measured.settings());
    options.progress().note(line(gone, measured.influence()));
    List<Integer> kept =
        IntStream.range(0, in.config().layers()).filter(i -> !gone.contains(i)).boxed().toList();
    return new Work(new KeptBlocks(in, kept, step(described)));
  }

  /** The blocks of least influence, by number. */
  static List<Integer> least(List<Double> influence, int count) {
    return IntStream.range(0, influence.size())
        .boxed()
        .sorted(Comparator.comparing(influence::get))
        .limit(count)
        .sorted()
        .toList();
  }

  private static String line(List<Integer> gone, List<Double> influence) {
    return "without blocks "
        + gone.stream()
            .map(i -> String.format(Locale.ROOT, "%d (influence %.4f)", i, influence.get(i)))
            .collect(Collectors.joining(", "))
        + " of "
        + influence.size();
  }

  private record Work(Checkpoint result) implements Worked {
    /** All that is read is the model's that the step was given. */
    @Override
    public void close() {}
  }
}
