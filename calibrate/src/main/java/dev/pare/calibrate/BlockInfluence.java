package dev.pare.calibrate;

import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How much each block of a model changes the residual stream (Men et al. 2024, "ShortGPT", arXiv
 * 2403.03853): its influence is 1 − the mean over tokens of cos(x, y), x being the stream before
 * the block and y behind it. A stream that is 0 has a cosine of 0.
 */
public final class BlockInfluence {
  private final Checkpoint model;
  private final CalibrationSettings settings;
  private final CompressionOptions options;

  /**
   * @param settings checked against the model: {@link CalibrationSettings#require}
   */
  public BlockInfluence(
      Checkpoint model, CalibrationSettings settings, CompressionOptions options) {
    this.model = model;
    this.settings = settings;
    this.options = options;
  }

  /**
   * @param influence of each block, 0 … 2
   * @param settings what the model was shown and how, for {@code pare.json}
   */
  public record Measured(List<Double> influence, Map<String, Object> settings) {}

  /**
   * Runs the calibration through the model, or takes up what was measured before.
   *
   * @param folder where that is kept, and the residual stream if it is too large for memory
   * @throws PareException if the folder is of other work, there is no room for the residual stream,
   *     or it is no number
   */
  public Measured measure(Path folder) {
    Torch.setThreads(options.threads());
    requireMemory();
    DiskSpace.require(folder, diskBytes());
    TokenSequences sequences = CalibrationSequences.read(model, settings, options, folder);
    Map<String, Object> described = new LinkedHashMap<>();
    CalibrationSequences.describe(sequences, settings, described);
    described.remove("sequential"); // nothing changes while it is looked at
    MeasuredInfluence kept = new MeasuredInfluence(folder, digest(described));
    List<Double> influence =
        kept.read()
            .orElseGet(
                () -> {
                  List<Double> measured = run(sequences.ids(), folder);
                  kept.write(measured);
                  return measured;
                });
    return new Measured(influence, described);
  }

  private String digest(Map<String, Object> described) {
    Map<String, Object> all = new LinkedHashMap<>(described);
    all.put("model", SampledFingerprint.of(model));
    return Hashes.sha256(JsonWriting.toLine(all));
  }

  /** The influence of each block. */
  List<Double> run(List<int[]> sequences, Path folder) {
    CalibrationBatches batches = CalibrationBatches.of(settings);
    int blocks = model.config().layers();
    List<Double> influence = new ArrayList<>();
    options.progress().begin("looking", blocks, "blocks");
    try (BlockwiseDecoder decoder = decoder();
        HiddenStates hidden = batches.hidden(settings, model.config().hiddenSize(), folder)) {
      batches.embed(decoder, model, sequences, hidden);
      for (int index = 0; index < blocks; index++) {
        try (DecoderBlock block = decoder.block(model, index)) {
          influence.add(1 - cosines(block, batches, hidden) / settings.tokens());
        }
        requireNumber(index, influence.get(index));
        options.progress().advance(1);
      }
    }
    options.progress().end();
    return influence;
  }

  private BlockwiseDecoder decoder() {
    return new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
  }

  /** Σ over tokens; the residual stream is then the one behind the block. */
  private static double cosines(
      DecoderBlock block, CalibrationBatches batches, HiddenStates hidden) {
    double sum = 0;
    for (int batch = 0; batch < batches.count(); batch++) {
      try (TorchScope scope = TorchScope.open()) {
        TorchTensor before = hidden.get(batch);
        TorchTensor after = block.forward(before);
        sum += Source.MODULE.call("cosines", before, after).bytes().getDouble(0);
        hidden.set(batch, after);
      }
    }
    return sum;
  }

  private static void requireNumber(int block, double influence) {
    if (!Double.isFinite(influence)) {
      throw new PareException(
          "block " + block,
          "gives numbers that are NaN or infinite",
          "take an undamaged model, or compute: f32");
    }
  }

  /** What measuring takes, from one batch through one block. */
  public Prediction predict() {
    Torch.setThreads(options.threads());
    requireMemory();
    CalibrationBatches all = CalibrationBatches.of(settings);
    CalibrationBatches one = new CalibrationBatches(all.rows(), all.rows());
    double blockSeconds;
    try (BlockwiseDecoder decoder = decoder();
        HiddenStates hidden = new HiddenInMemory(1)) {
      long start = System.nanoTime();
      try (DecoderBlock block = decoder.block(model, 0)) {
        double load = (System.nanoTime() - start) / 1e9;
        one.embed(decoder, model, anySequences(one.rows()), hidden);
        cosines(block, one, hidden);
        start = System.nanoTime();
        cosines(block, one, hidden);
        blockSeconds = load + (System.nanoTime() - start) / 1e9 * all.count();
      }
    }
    double writing =
        TokenSequences.generationSeconds(
            settings.texts(), settings.samples(), settings.length(), model, settings.compute());
    return new Prediction(
        diskBytes(),
        ProcessMemory.peakRssBytes() + heldBytes(),
        blockSeconds * model.config().layers() + writing);
  }

  private void requireMemory() {
    long free = ProcessMemory.availableBytes().orElse(Long.MAX_VALUE);
    if (heldBytes() > free) {
      throw new PareException(
          "calibration",
          "needs %,d MB of memory where %,d MB are free".formatted(heldBytes() >> 20, free >> 20),
          "lower memory, which is that of the residual stream, or free some");
    }
  }

  /** The residual stream, where it is kept in memory. */
  private long heldBytes() {
    int width = model.config().hiddenSize();
    return CalibrationBatches.inMemory(settings, width)
        ? CalibrationBatches.bytes(settings, width)
        : 0;
  }

  /** The same, where it is kept in a file. */
  private long diskBytes() {
    return heldBytes() > 0
        ? 0
        : CalibrationBatches.bytes(settings, model.config().hiddenSize()) / 2;
  }

  private List<int[]> anySequences(int rows) {
    return Stream.generate(() -> new int[settings.length()]).limit(rows).toList();
  }

  /** Compiled when it is first needed. */
  private static final class Source {
    static final TorchModule MODULE = TorchModule.load(BlockInfluence.class, "influence.ts.py");
  }
}
