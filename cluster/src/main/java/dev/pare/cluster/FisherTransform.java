package dev.pare.cluster;

import dev.pare.calibrate.CalibrationSettings;
import dev.pare.calibrate.FisherInformation;
import dev.pare.calibrate.MeasuredFisher;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.WorkingTransform;
import java.nio.file.Path;
import java.util.Map;

/**
 * Clustering weighted by {@link FisherInformation}: that is measured first, and lies in a file;
 * codebooks are found when their rows are read.
 */
final class FisherTransform implements WorkingTransform {
  private final String kind;
  private final String name;
  private final ClusterSettings settings;
  private final CalibrationSettings calibration;

  FisherTransform(
      String kind, String name, ClusterSettings settings, CalibrationSettings calibration) {
    this.kind = kind;
    this.name = name;
    this.settings = settings;
    this.calibration = calibration;
  }

  @Override
  public Checkpoint apply(Checkpoint in, Progress progress) {
    FisherInformation.check(in, settings.selection().select(in), calibration);
    return settings.clustered(in, weight -> Importance.even()).as(kind, name, settings.describe());
  }

  @Override
  public Prediction predict(Checkpoint in, CompressionOptions options) {
    return information(in, options).predict();
  }

  @Override
  public Worked work(Checkpoint in, Path folder, CompressionOptions options) {
    MeasuredFisher fisher = information(in, options).measure(folder);
    try {
      Map<String, Object> described = settings.describe();
      described.putAll(fisher.settings());
      Checkpoint result =
          settings
              .clustered(in, weight -> importance(in, fisher, weight))
              .as(kind, name, described);
      return new Work(fisher, result);
    } catch (RuntimeException e) {
      fisher.close();
      throw e;
    }
  }

  private FisherInformation information(Checkpoint in, CompressionOptions options) {
    return new FisherInformation(in, settings.selection().select(in), calibration, options);
  }

  private static Importance importance(Checkpoint in, MeasuredFisher fisher, String weight) {
    return Importance.ofWeights(fisher.of(weight, in.tensor(weight).shape()));
  }

  private record Work(MeasuredFisher fisher, Checkpoint result) implements Worked {
    @Override
    public void close() {
      fisher.close();
    }
  }
}
