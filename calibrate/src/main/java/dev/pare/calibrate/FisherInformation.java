package dev.pare.calibrate;

import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The diagonal of a model's Fisher information on a calibration: for each weight the mean over
 * sequences of (∂ℓ/∂w)², ℓ being the mean of −log p over a sequence's tokens but the first (Kim et
 * al. 2023, "SqueezeLLM", arXiv 2306.07629). How much the loss grows, to second order and as if
 * weights did not depend on one another, when a weight changes.
 *
 * <p>It is measured on the model as it is, all of it in memory, and kept in a file.
 */
public final class FisherInformation {
  /** Tokens of the sequence that time is predicted from. */
  private static final int MEASURED_TOKENS = 64;

  /** Float32 values that a token's way through a block leaves behind, in widths of the block. */
  private static final int KEPT_WIDTHS = 16;

  private final Checkpoint model;
  private final List<String> weights;
  private final CalibrationSettings settings;
  private final CompressionOptions options;

  /**
   * @param weights whose information is wanted, by name
   * @throws PareException if the settings make no sense for the model, or it does not compute with
   *     one of the weights
   */
  public FisherInformation(
      Checkpoint model,
      List<String> weights,
      CalibrationSettings settings,
      CompressionOptions options) {
    check(model, weights, settings);
    this.model = model;
    this.weights = List.copyOf(weights);
    this.settings = settings;
    this.options = options;
  }

  /** Refuses what the constructor does. */
  public static void check(Checkpoint model, List<String> weights, CalibrationSettings settings) {
    settings.require(model.config());
    if (settings.statistics().size() > 1) {
      throw new PareException(
          settings.statistics().get(1), "is a second file of Fisher information", "give one alone");
    }
    Set<String> known =
        new ModelLayout(model.config())
            .all().stream().map(ModelLayout.Weight::name).collect(Collectors.toSet());
    for (String name : weights) {
      if (!known.contains(name)) {
        throw new PareException(
            name, "has no gradient: the model does not compute with it", "leave it out");
      }
    }
  }

  /**
   * Measures it, or opens what was measured before.
   *
   * @param folder the step's own
   * @throws PareException if it takes more memory than is free, a loss is no number, or a file is
   *     not of this model
   */
  public MeasuredFisher measure(Path folder) {
    Torch.setThreads(options.threads());
    Map<String, Object> described = new LinkedHashMap<>();
    if (settings.texts().isEmpty()) {
      Path file = settings.statistics().get(0);
      described.put(CalibrationSettings.STATISTICS, String.valueOf(file.getFileName()));
      return open(file, described);
    }
    TokenSequences sequences = CalibrationSequences.read(model, settings, options, folder);
    CalibrationSequences.describe(sequences, settings, described);
    described.remove("sequential"); // nothing changes while it is looked at
    Path file =
        settings.statistics().isEmpty()
            ? folder.resolve("fisher-" + key(sequences) + ".safetensors")
            : settings.statistics().get(0);
    if (!Files.exists(file)) {
      requireMemory();
      write(file, sequences);
    }
    MeasuredFisher measured = open(file, described);
    measured.requireCalibration(sequences.sha256());
    return measured;
  }

  /** A short hash of what the information depends on. */
  private String key(TokenSequences sequences) {
    String all = SampledFingerprint.of(model) + sequences.sha256() + settings.compute() + weights;
    return Hashes.sha256(all).substring(0, 16);
  }

  private MeasuredFisher open(Path file, Map<String, Object> described) {
    return new MeasuredFisher(file, SampledFingerprint.of(model), described);
  }

  private void write(Path file, TokenSequences sequences) {
    Map<String, String> metadata =
        Map.of(
            "format",
            MeasuredFisher.FORMAT,
            "model",
            SampledFingerprint.of(model),
            "compute",
            settings.compute().toString(),
            "calibrationHash",
            sequences.sha256());
    options.progress().begin("gradients", sequences.ids().size(), "sequences");
    try (FisherSums sums = sums(sequences.ids().size())) {
      for (int[] ids : sequences.ids()) {
        sums.add(ids);
        options.progress().advance(1);
      }
      MeasuredFisher.write(file, weights, sums, metadata);
    }
    options.progress().end();
  }

  private FisherSums sums(int sequences) {
    return new FisherSums(model, weights, settings.compute(), sequences);
  }

  private void requireMemory() {
    long needed = bytes();
    long free = ProcessMemory.availableBytes().orElse(Long.MAX_VALUE);
    if (needed > free) {
      throw new PareException(
          "Fisher information",
          "needs %,d MB of memory for the model and its gradients where %,d MB are free"
              .formatted(needed >> 20, free >> 20),
          "take cluster: activation, or shorter sequences");
    }
  }

  /**
   * The model; of what is wanted the gradients, the means, and the products with norms that
   * training makes; what a sequence leaves behind; and the sequences.
   */
  private long bytes() {
    long all = model.names().stream().mapToLong(this::size).sum();
    long wanted = weights.stream().mapToLong(this::size).sum();
    long widths = (long) model.config().hiddenSize() + model.config().intermediateSize();
    long kept = KEPT_WIDTHS * widths * model.config().layers() * settings.length();
    long logits = 3L * model.config().vocabularySize() * settings.length();
    return Float.BYTES * (all + 3 * wanted + kept + logits + settings.tokens());
  }

  private long size(String name) {
    WeightTensor weight = model.tensor(name);
    return weight.shape().size();
  }

  /** What measuring takes, from a short sequence. */
  public Prediction predict() {
    if (settings.hasStatistics()) {
      return new Prediction(0, ProcessMemory.peakRssBytes(), 0);
    }
    Torch.setThreads(options.threads());
    requireMemory();
    int tokens = Math.min(MEASURED_TOKENS, settings.length());
    double seconds;
    try (FisherSums sums = sums(1)) {
      sums.add(new int[tokens]);
      long start = System.nanoTime();
      sums.add(new int[tokens]);
      seconds = (System.nanoTime() - start) / 1e9;
    }
    double writing =
        TokenSequences.generationSeconds(
            settings.texts(), settings.samples(), settings.length(), model, settings.compute());
    long fisher = Float.BYTES * weights.stream().mapToLong(this::size).sum();
    return new Prediction(
        fisher,
        Math.max(ProcessMemory.peakRssBytes(), bytes()),
        seconds * settings.tokens() / tokens + writing);
  }
}
