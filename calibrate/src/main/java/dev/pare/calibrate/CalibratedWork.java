package dev.pare.calibrate;

import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.models.BlockInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The work of one calibrated step on one model: its layers, done or gone on with. */
final class CalibratedWork {
  private final Checkpoint model;
  private final List<LayerId> layers;
  private final LinearMethod method;
  private final Optional<BlockMethod> whole;
  private final CalibrationSettings calibration;
  private final CompressionOptions options;
  private final Path folder;
  private final String name;

  /**
   * @param name the step's kind and method
   * @param whole where blocks are compressed as a whole; {@code method} is then what it is alone
   * @param folder where what is done is kept
   */
  CalibratedWork(
      String name,
      Checkpoint model,
      List<LayerId> layers,
      LinearMethod method,
      Optional<BlockMethod> whole,
      CalibrationSettings calibration,
      CompressionOptions options,
      Path folder) {
    this.model = model;
    this.layers = layers;
    this.method = method;
    this.whole = whole;
    this.calibration = calibration;
    this.options = options;
    this.folder = folder;
    this.name = name;
  }

  /** The layers, and every setting with its value. */
  record Finished(LayerStore store, Map<String, Object> settings) {}

  /**
   * @param settings the method's own
   */
  Finished finish(Map<String, Object> settings) {
    WorkEstimate estimate = new WorkEstimate(model, layers, method, calibration, options);
    estimate.requireMemory();
    DiskSpace.require(folder, estimate.diskBytes());
    Map<String, Object> all = new LinkedHashMap<>(settings);
    return calibration.statistics().isEmpty() ? look(all) : useSaved(all);
  }

  private Finished look(Map<String, Object> settings) {
    TokenSequences sequences = sequences();
    CalibrationSequences.describe(sequences, calibration, settings);
    if (whole.isPresent()) {
      settings.remove(CalibrationSettings.SEQUENTIAL);
    }
    return finish(settings, store -> compress(sequences, settings, store));
  }

  private void compress(TokenSequences sequences, Map<String, Object> settings, LayerStore store) {
    if (whole.isPresent()) {
      new BlockCompressor(model, layers, whole.get(), store, options.progress())
          .run(sequences.ids(), calibration);
      return;
    }
    LinearMethod informed = informed(sequences, settings);
    new SequentialCompressor(model, layers, informed, calibration, store, options.progress())
        .run(sequences.ids());
  }

  private TokenSequences sequences() {
    return CalibrationSequences.read(model, calibration, options, folder);
  }

  /** The method, shown the model as it is where it asks for that. */
  private LinearMethod informed(TokenSequences sequences, Map<String, Object> settings) {
    if (!method.needsSurvey()) {
      return method;
    }
    String whose = digest(settings).substring(0, 16);
    Path file = folder.resolve("survey-" + whose + ".safetensors");
    if (!Files.exists(file)) {
      new StatisticsSurvey(model, calibration, false)
          .save(file, sequences, folder, options.progress());
    }
    try (SavedStatistics saved =
        new SavedStatistics(List.of(file), Optional.of(SampledFingerprint.of(model)))) {
      return informed(saved);
    }
  }

  private LinearMethod informed(SavedStatistics saved) {
    return method.needsSurvey() ? method.informed(new SavedSurvey(model, layers, saved)) : method;
  }

  private Finished useSaved(Map<String, Object> settings) {
    Optional<TokenSequences> given =
        calibration.texts().isEmpty() ? Optional.empty() : Optional.of(sequences());
    if (!calibration.hasStatistics()) {
      Path file = calibration.statistics().get(0);
      new StatisticsSurvey(model, calibration, method.needsGram())
          .save(file, given.orElseThrow(), folder, options.progress());
    }
    Optional<String> fingerprint = Optional.of(SampledFingerprint.of(model));
    try (SavedStatistics saved = new SavedStatistics(calibration.statistics(), fingerprint)) {
      given.ifPresent(sequences -> saved.requireAny(sequences.sha256()));
      settings.put("statistics", saved.describe());
      return finish(settings, store -> compress(saved, store));
    }
  }

  private void compress(SavedStatistics saved, LayerStore store) {
    if (whole.isPresent()) {
      new BlockCompressor(model, layers, whole.get(), store, options.progress()).run(saved);
      return;
    }
    LayerCompressor compressor =
        new LayerCompressor(model, informed(saved), store, options.progress());
    compressor.begin(layers.size());
    Map<String, List<LayerId>> left =
        layers.stream()
            .filter(layer -> !store.has(layer.name()))
            .collect(
                Collectors.groupingBy(
                    layer -> layer.block() + "." + BlockInput.of(layer.name()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    left.values().forEach(some -> compress(compressor, some, saved));
    compressor.end();
  }

  /** Layers that see the same input share its statistics. */
  private void compress(LayerCompressor compressor, List<LayerId> some, SavedStatistics saved) {
    LayerId first = some.get(0);
    int width = model.tensor(first.name()).shape().columns();
    BlockInput input = BlockInput.of(first.name());
    InputStatistics inputs = saved.read(first.block(), input, width, method.needsGram());
    some.forEach(layer -> compressor.compress(layer, inputs, 0));
  }

  private Finished finish(Map<String, Object> settings, Consumer<LayerStore> work) {
    LayerStore store = new LayerStore(folder, digest(settings), model, options.threads());
    try {
      work.accept(store);
      return new Finished(store, settings);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** What the layers depend on, in one hash. */
  private String digest(Map<String, Object> settings) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("method", name);
    all.put("layers", layers.stream().map(LayerId::name).toList());
    all.put("seed", options.seed());
    all.put("model", SampledFingerprint.of(model));
    return Hashes.sha256(JsonWriting.toLine(all));
  }
}
