package dev.pare.calibrate;

import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.WeightRole;
import dev.pare.core.io.OutputFile;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures {@link Sensitivities}: what each of some weights loses in each of some encodings, on a
 * calibration, while all other weights are as they were.
 */
public final class SensitivitySurvey {
  /** Encodes the embedding or the head, whose inputs nobody looks at. */
  @FunctionalInterface
  public interface TableEncoder {
    /** The table in its new encoding; it may be made as it is read. */
    WeightTensor encode(String name, WeightTensor table);
  }

  /**
   * An encoding that a weight may get.
   *
   * @param linear makes it of a linear layer of a block
   * @param table makes it of the embedding or the head
   */
  public record Choice(LinearMethod linear, TableEncoder table) {}

  private final Checkpoint model;
  private final List<LayerId> layers;
  private final List<String> tables;
  private final List<Choice> choices;
  private final WeightLosses losses;
  private final CalibrationSettings calibration;
  private final CompressionOptions options;

  /**
   * @param layers linear layers of blocks, one at least
   * @param tables embedding and head, or one of them, or none
   * @param calibration with a text
   */
  public SensitivitySurvey(
      Checkpoint model,
      List<LayerId> layers,
      List<String> tables,
      List<Choice> choices,
      CalibrationSettings calibration,
      CompressionOptions options) {
    this.model = model;
    this.layers = List.copyOf(layers);
    this.tables = List.copyOf(tables);
    this.choices = List.copyOf(choices);
    losses = new WeightLosses(model, this.choices);
    this.calibration = calibration;
    this.options = options;
    for (String table : tables) {
      if (WeightRole.of(table, model.tensor(table).shape()) == WeightRole.LINEAR) {
        throw new PareException(table, "is in no block that runs", "ignore it");
      }
    }
  }

  /** What {@link #measure} will take, from one batch through one block. */
  public Prediction predict() {
    Torch.setThreads(options.threads());
    Prediction compressed =
        new WorkEstimate(model, layers, everyChoice(), together(), options).predict();
    double divergences = new DivergenceEstimate(model, layers, tables.size(), together()).seconds();
    return new Prediction(
        0, compressed.peakRssBytes() + streamBytes(), compressed.seconds() + divergences);
  }

  /**
   * Measures, or goes on where a run that was killed stopped.
   *
   * @param with what else the result depends on, by name: the choices' settings
   * @param file where the table is kept for other budgets; read where it is there
   * @param folder for what is done so far
   * @throws PareException if the file's table is another's, or the model's outputs are no numbers
   */
  public Sensitivities measure(Map<String, Object> with, Optional<Path> file, Path folder) {
    Torch.setThreads(options.threads());
    calibration.require(model.config());
    TokenSequences sequences = CalibrationSequences.read(model, calibration, options, folder);
    Map<String, Object> of = identity(with, sequences);
    if (file.isPresent() && Files.exists(file.get())) {
      return known(Sensitivities.read(file.get(), of), file.get());
    }
    file.ifPresent(path -> OutputFile.requireFree(path, false));
    new WorkEstimate(model, layers, everyChoice(), together(), options).requireMemory();
    try (SensitivityLog log = new SensitivityLog(folder, of)) {
      walk(sequences.ids(), log, folder);
      Sensitivities made = new Sensitivities(of, log.inOrder(model.names()));
      file.ifPresent(made::write);
      return made;
    }
  }

  private void walk(List<int[]> sequences, SensitivityLog log, Path folder) {
    CalibrationSettings settings = together();
    CalibrationBatches batches = CalibrationBatches.of(settings);
    int all = layers.size() + tables.size();
    options.progress().begin("measuring", all - log.size(), "weights");
    if (log.size() < all) {
      try (BlockwiseDecoder decoder =
              new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
          HiddenStates hidden = batches.hidden(settings, model.config().hiddenSize(), folder)) {
        batches.embed(decoder, model, sequences, hidden);
        try (SensitivityWalk walk =
            new SensitivityWalk(
                model, layers, tables, losses, settings, decoder, hidden, sequences)) {
          walk.run(log, options.progress());
        }
      }
    }
    options.progress().end();
  }

  private Sensitivities known(Sensitivities table, Path file) {
    options.progress().note("sensitivities are those of " + file);
    boolean whole =
        table.weights().stream().map(Sensitivities.Weight::name).toList().equals(measured())
            && table.weights().stream().allMatch(w -> w.options().size() == choices.size());
    if (!whole) {
      throw new PareException(file, "is not complete", "remove it to measure anew");
    }
    return table;
  }

  private Map<String, Object> identity(Map<String, Object> with, TokenSequences sequences) {
    Map<String, Object> of = new LinkedHashMap<>(with);
    of.put("model", SampledFingerprint.of(model));
    of.put("weights", measured());
    of.put("calibrationHash", sequences.sha256());
    of.put("samples", (long) calibration.samples());
    of.put("length", (long) calibration.length());
    of.put("compute", calibration.describe().get("compute"));
    of.put("memory", calibration.describe().get("memory"));
    of.put("seed", options.seed());
    return of;
  }

  private List<String> measured() {
    Set<String> all = new HashSet<>(tables);
    layers.forEach(layer -> all.add(layer.name()));
    return model.names().stream().filter(all::contains).toList();
  }

  /** Of the models that are on their way at a time, at most. */
  private long streamBytes() {
    CalibrationBatches batches = CalibrationBatches.of(calibration);
    long all = (long) (layers.size() + tables.size()) * batches.rows() * calibration.length();
    return Math.min(calibration.memory(), all * model.config().hiddenSize() * Float.BYTES);
  }

  /** All of a block's inputs in one pass: nothing changes meanwhile. */
  private CalibrationSettings together() {
    return new CalibrationSettings(
        calibration.texts(),
        calibration.samples(),
        calibration.length(),
        false,
        calibration.compute(),
        calibration.memory(),
        List.of());
  }

  /** A method whose work on a weight is that of all choices. */
  private LinearMethod everyChoice() {
    return new LinearMethod() {
      @Override
      public boolean needsGram() {
        return losses.needGram();
      }

      @Override
      public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
        return choices.stream()
            .map(choice -> choice.linear().compress(id, weight, inputs))
            .reduce((first, second) -> second)
            .orElseThrow();
      }

      @Override
      public Cost cost(Shape shape) {
        List<Cost> each = choices.stream().map(choice -> choice.linear().cost(shape)).toList();
        return new Cost(
            each.stream().mapToDouble(Cost::operations).sum(),
            each.stream().mapToLong(Cost::bytes).max().orElse(0));
      }
    };
  }
}
