package dev.pare.calibrate;

import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a calibrated step will take, from one batch through one block and from compressing the layer
 * that takes least.
 */
final class WorkEstimate {
  private final Checkpoint model;
  private final List<LayerId> layers;
  private final LinearMethod method;
  private final CalibrationSettings settings;
  private final CompressionOptions options;

  WorkEstimate(
      Checkpoint model,
      List<LayerId> layers,
      LinearMethod method,
      CalibrationSettings settings,
      CompressionOptions options) {
    this.model = model;
    this.layers = layers;
    this.method = method;
    this.settings = settings;
    this.options = options;
  }

  /**
   * One batch through one block.
   *
   * @param load seconds to have its weights in memory
   * @param observe seconds to look at its inputs
   * @param forward seconds to run it
   * @param inputs what the layer's input saw
   */
  private record Measured(double load, double observe, double forward, InputStatistics inputs) {}

  Prediction predict() {
    requireMemory();
    int last = layers.stream().mapToInt(LayerId::block).max().orElseThrow();
    long blocks = layers.stream().mapToInt(LayerId::block).distinct().count();
    LayerId least =
        layers.stream()
            .min(Comparator.comparingDouble(layer -> cost(layer).operations()))
            .orElseThrow();
    Measured block = seen(least);
    double compress =
        layers.stream().mapToDouble(layer -> cost(layer).operations()).sum()
            / cost(least).operations()
            * compressSeconds(least, block.inputs());
    double batches = (double) settings.samples() / batch().rows();
    double seconds =
        (last + 1) * block.load()
            + batches * (blocks * block.observe() + last * block.forward())
            + compress
            + (settings.hasStatistics() ? 0 : survey(block, batches) + writing());
    return new Prediction(diskBytes(), peakBytes(least), seconds);
  }

  /** Looking at all of the model before the first layer changes. */
  private double survey(Measured block, double batches) {
    return method.needsSurvey()
        ? model.config().layers() * (block.load() + batches * (block.observe() + block.forward()))
        : 0;
  }

  /** What the model takes to write its own text, where it does. */
  private double writing() {
    return TokenSequences.generationSeconds(
        settings.texts(), settings.samples(), settings.length(), model, settings.compute());
  }

  private LinearMethod.Cost cost(LayerId layer) {
    return method.cost(model.tensor(layer.name()).shape());
  }

  private Measured seen(LayerId layer) {
    if (!settings.hasStatistics()) {
      return measure(layer);
    }
    int width = model.tensor(layer.name()).shape().columns();
    BlockInput input = BlockInput.of(layer.name());
    try (SavedStatistics saved = new SavedStatistics(settings.statistics(), Optional.empty())) {
      return new Measured(0, 0, 0, saved.read(layer.block(), input, width, method.needsGram()));
    }
  }

  private CalibrationBatches batch() {
    int rows = CalibrationBatches.of(settings).rows();
    return new CalibrationBatches(rows, rows);
  }

  /** One batch through the block of a layer, the second time for the clock. */
  private Measured measure(LayerId layer) {
    CalibrationBatches one = batch();
    try (BlockwiseDecoder decoder =
            new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
        HiddenStates hidden = new HiddenInMemory(1)) {
      long start = System.nanoTime();
      try (DecoderBlock block = decoder.block(model, layer.block())) {
        double load = seconds(start);
        one.embed(decoder, model, sequences(), hidden);
        one.forward(block, hidden);
        start = System.nanoTime();
        one.forward(block, hidden);
        double forward = seconds(start);
        one.embed(decoder, model, sequences(), hidden);
        InputStatistics inputs = null;
        start = System.nanoTime();
        for (List<BlockInput> pass : CalibrationBatches.passes(settings)) {
          inputs = observe(layer, block, pass, one, hidden).orElse(inputs);
        }
        return new Measured(load, seconds(start), forward, inputs);
      }
    }
  }

  private List<int[]> sequences() {
    Random random = new Random(options.seed());
    int vocabulary = model.config().vocabularySize();
    return Stream.generate(() -> random.ints(settings.length(), 0, vocabulary).toArray())
        .limit(batch().rows())
        .toList();
  }

  /** Looks at inputs as the compressor does; gives what the layer's saw, if it is among them. */
  private Optional<InputStatistics> observe(
      LayerId layer,
      DecoderBlock block,
      List<BlockInput> pass,
      CalibrationBatches one,
      HiddenStates hidden) {
    Map<BlockInput, InputSums> sums = new EnumMap<>(BlockInput.class);
    try {
      pass.forEach(
          input -> sums.put(input, new InputSums(input, block.width(input), method.needsGram())));
      one.observe(block, sums, hidden);
      return pass.stream()
          .filter(input -> block.linears(input).contains(layer.name()))
          .findFirst()
          .map(input -> sums.get(input).statistics());
    } finally {
      sums.values().forEach(InputSums::close);
    }
  }

  private double compressSeconds(LayerId layer, InputStatistics inputs) {
    WeightTensor weight = model.tensor(layer.name());
    long start = System.nanoTime();
    WeightTensor made = method.compress(layer, weight, inputs).tensor();
    float[] row = new float[made.shape().columns()];
    for (int i = 0; i < made.shape().rows(); i++) {
      made.decodeRow(i, row);
    }
    return seconds(start);
  }

  /** The weights done, and the residual stream where it is kept in a file. */
  long diskBytes() {
    long hidden = settings.hasStatistics() || hiddenInMemory() ? 0 : hiddenBytes() / 2;
    return layers.stream().mapToLong(this::plannedBytes).sum() + hidden;
  }

  private long plannedBytes(LayerId layer) {
    return method.plan(layer, model.tensor(layer.name())).byteSize();
  }

  /**
   * Refuses early what cannot end well.
   *
   * @throws PareException if what must be held at once is more than is free
   */
  void requireMemory() {
    long needed = heldHiddenBytes() + mostGramBytes() + mostMethodBytes();
    long free = ProcessMemory.availableBytes().orElse(Long.MAX_VALUE);
    if (needed > free) {
      throw new PareException(
          "calibration",
          "needs %,d MB of memory where %,d MB are free".formatted(needed >> 20, free >> 20),
          "lower memory, which is that of the residual stream, or free some");
    }
  }

  /** What measuring took, and what the work has beyond that. */
  private long peakBytes(LayerId measured) {
    return ProcessMemory.peakRssBytes()
        + heldHiddenBytes()
        + mostMethodBytes()
        - cost(measured).bytes()
        + mostGramBytes()
        - gramBytes(measured);
  }

  private boolean hiddenInMemory() {
    return CalibrationBatches.inMemory(settings, model.config().hiddenSize());
  }

  private long hiddenBytes() {
    return CalibrationBatches.bytes(settings, model.config().hiddenSize());
  }

  private long heldHiddenBytes() {
    return !settings.hasStatistics() && hiddenInMemory() ? hiddenBytes() : 0;
  }

  private long mostMethodBytes() {
    return layers.stream().mapToLong(layer -> cost(layer).bytes()).max().orElse(0);
  }

  /** Of the inputs that are looked at in one pass. */
  private long mostGramBytes() {
    Map<BlockInput, Long> grams = new EnumMap<>(BlockInput.class);
    layers.forEach(layer -> grams.put(BlockInput.of(layer.name()), gramBytes(layer)));
    return CalibrationBatches.passes(settings).stream()
        .mapToLong(pass -> pass.stream().mapToLong(input -> grams.getOrDefault(input, 0L)).sum())
        .max()
        .orElse(0);
  }

  private long gramBytes(LayerId layer) {
    long width = model.tensor(layer.name()).shape().columns();
    return method.needsGram() ? width * width * Float.BYTES : 0;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
