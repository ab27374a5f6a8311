package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.recipe.WorkingTransform;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The step that a {@link LinearMethod} or a {@link BlockMethod} makes: what {@link
 * dev.pare.core.recipe.CompressionMethod#configure} of such a method returns.
 *
 * <p>Its stand-in has the encodings that the method plans. Its work is that of {@link
 * SequentialCompressor} or {@link BlockCompressor}; the weights it makes are on disk, and read from
 * there when the result is written or the next step looks at them.
 */
public final class CalibratedTransform implements WorkingTransform {
  private final String kind;
  private final String name;
  private final Map<String, Object> settings;
  private final TensorSelection selection;
  private final LinearMethod method;
  private final Optional<BlockMethod> whole;
  private final CalibrationSettings calibration;

  /**
   * @param kind and {@code name}: the method's
   * @param settings every one of the method's own with its value, in a fixed order
   * @param selection which weights it changes
   */
  public CalibratedTransform(
      String kind,
      String name,
      Map<String, Object> settings,
      TensorSelection selection,
      LinearMethod method,
      CalibrationSettings calibration) {
    this(kind, name, settings, selection, method, Optional.empty(), calibration);
  }

  /** The same of a method that compresses blocks as a whole. */
  public CalibratedTransform(
      String kind,
      String name,
      Map<String, Object> settings,
      TensorSelection selection,
      BlockMethod method,
      CalibrationSettings calibration) {
    this(
        kind,
        name,
        settings,
        selection,
        method.alone(),
        Optional.of(method),
        calibration.inOnePass());
  }

  private CalibratedTransform(
      String kind,
      String name,
      Map<String, Object> settings,
      TensorSelection selection,
      LinearMethod method,
      Optional<BlockMethod> whole,
      CalibrationSettings calibration) {
    this.kind = kind;
    this.name = name;
    this.settings = new LinkedHashMap<>(settings);
    this.selection = selection;
    this.method = method;
    this.whole = whole;
    this.calibration = calibration;
  }

  @Override
  public Checkpoint apply(Checkpoint in, Progress progress) {
    calibration.require(in.config());
    method.check(in);
    Map<String, WeightTensor> planned = new LinkedHashMap<>();
    for (LayerId layer : layers(in)) {
      planned.put(layer.name(), method.plan(layer, in.tensor(layer.name())));
    }
    return new ReencodedCheckpoint(
        in, planned, () -> new AppliedStep(kind, name, settings, List.of(), Optional.empty()));
  }

  /** The selected layers in checkpoint order. */
  private List<LayerId> layers(Checkpoint in) {
    Map<String, LayerId> linears = LayerId.all(in);
    List<LayerId> layers = new ArrayList<>();
    for (String selected : selection.select(in)) {
      if (!linears.containsKey(selected)) {
        throw new PareException(
            selected,
            "is no linear layer of a block, whose inputs " + name + " could look at",
            "leave it to a method without calibration");
      }
      layers.add(linears.get(selected));
    }
    return layers;
  }

  @Override
  public Prediction predict(Checkpoint in, CompressionOptions options) {
    Torch.setThreads(options.threads());
    return new WorkEstimate(in, layers(in), method, calibration, options).predict();
  }

  @Override
  public Worked work(Checkpoint in, Path folder, CompressionOptions options) {
    Torch.setThreads(options.threads());
    List<LayerId> layers = layers(in);
    CalibratedWork.Finished done =
        new CalibratedWork(
                kind + " " + name, in, layers, method, whole, calibration, options, folder)
            .finish(settings);
    Map<String, WeightTensor> made = new LinkedHashMap<>();
    done.store().names().forEach(weight -> made.put(weight, done.store().tensor(weight)));
    List<AppliedStep.Layer> records = new ArrayList<>();
    for (LayerId layer : layers) {
      records.add(done.store().record(layer.name()).layer(made.get(layer.name())));
    }
    AppliedStep step = new AppliedStep(kind, name, done.settings(), records, Optional.empty());
    return new Work(done.store(), new ReencodedCheckpoint(in, made, () -> step));
  }

  private record Work(LayerStore store, Checkpoint result) implements Worked {
    @Override
    public void close() {
      store.close();
    }
  }
}
