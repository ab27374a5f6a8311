package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a calibrated step will take, from one sequence through one block and from compressing the
 * layer that takes least.
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

  /** Seconds of a block: to have it in memory, to look at its inputs, to run it. */
  private record BlockSeconds(double load, double observe, double forward) {}

  Prediction predict() {
    int last = layers.stream().mapToInt(LayerId::block).max().orElseThrow();
    long blocks = layers.stream().mapToInt(LayerId::block).distinct().count();
    LayerId least =
        layers.stream()
            .min(Comparator.comparingDouble(layer -> cost(layer).operations()))
            .orElseThrow();
    Map<BlockInput, InputStatistics> seen = new EnumMap<>(BlockInput.class);
    BlockSeconds block = measure(least, seen);
    double compress =
        layers.stream().mapToDouble(layer -> cost(layer).operations()).sum()
            / cost(least).operations()
            * compressSeconds(least, seen);
    double seconds =
        (last + 1) * block.load()
            + settings.samples() * (blocks * block.observe() + last * block.forward())
            + compress;
    return new Prediction(diskBytes(), peakBytes(least), seconds);
  }

  private LinearMethod.Cost cost(LayerId layer) {
    return method.cost(model.tensor(layer.name()).shape());
  }

  /** One sequence through the block of a layer, the second time for the clock. */
  private BlockSeconds measure(LayerId layer, Map<BlockInput, InputStatistics> seen) {
    try (BlockwiseDecoder decoder =
            new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
        TorchScope scope = TorchScope.open()) {
      long start = System.nanoTime();
      try (DecoderBlock block = decoder.block(model, layer.block())) {
        double load = seconds(start);
        TorchTensor hidden = decoder.embed(model, List.of(sequence()));
        block.forward(hidden).close();
        start = System.nanoTime();
        TorchTensor after = block.forward(hidden);
        double forward = seconds(start);
        after.close();
        return new BlockSeconds(load, observe(block, hidden, seen), forward);
      }
    }
  }

  private int[] sequence() {
    return new Random(options.seed())
        .ints(settings.length(), 0, model.config().vocabularySize())
        .toArray();
  }

  /** Looks at the inputs as the compressor does: at one after the other, or at all in a pass. */
  private double observe(
      DecoderBlock block, TorchTensor hidden, Map<BlockInput, InputStatistics> seen) {
    double seconds = 0;
    for (BlockInput input : BlockInput.values()) {
      try (InputSums sums = new InputSums(input, block.width(input), method.needsGram())) {
        long start = System.nanoTime();
        BlockInput last = settings.sequential() ? input : BlockInput.MLP_OUTPUT;
        block.observe(
            hidden,
            last,
            (which, x) -> {
              if (which == input) {
                sums.add(x);
              }
            });
        seconds += seconds(start);
        seen.put(input, sums.statistics());
      }
    }
    return seconds;
  }

  private double compressSeconds(LayerId layer, Map<BlockInput, InputStatistics> seen) {
    WeightTensor weight = model.tensor(layer.name());
    InputStatistics statistics =
        seen.values().stream()
            .filter(input -> input.width() == weight.shape().columns())
            .findFirst()
            .orElseThrow();
    long start = System.nanoTime();
    WeightTensor made = method.compress(layer, weight, statistics).tensor();
    float[] row = new float[made.shape().columns()];
    for (int i = 0; i < made.shape().rows(); i++) {
      made.decodeRow(i, row);
    }
    return seconds(start);
  }

  /** The weights done, and the residual stream where it is kept in a file. */
  private long diskBytes() {
    long hidden = CalibrationBatches.bytes(settings, model.config().hiddenSize());
    boolean inMemory = CalibrationBatches.inMemory(settings, model.config().hiddenSize());
    return layers.stream().mapToLong(this::plannedBytes).sum() + (inMemory ? 0 : hidden / 2);
  }

  private long plannedBytes(LayerId layer) {
    return method.plan(layer, model.tensor(layer.name())).byteSize();
  }

  /** What measuring took, and what the work has beyond that. */
  private long peakBytes(LayerId measured) {
    long most = layers.stream().mapToLong(layer -> cost(layer).bytes()).max().orElse(0);
    long hidden = CalibrationBatches.bytes(settings, model.config().hiddenSize());
    boolean inMemory = CalibrationBatches.inMemory(settings, model.config().hiddenSize());
    long others = CalibrationBatches.of(settings).rows() - 1L; // rows beyond the one measured
    long activations =
        others * settings.length() * Float.BYTES * (widest() + 4L * model.config().hiddenSize());
    return ProcessMemory.peakRssBytes()
        + (inMemory ? hidden : 0)
        + activations
        + most
        - cost(measured).bytes();
  }

  /** Of what a gated MLP holds at a time. */
  private long widest() {
    return 3L
        * layers.stream()
            .map(layer -> model.tensor(layer.name()).shape())
            .mapToInt(Shape::columns)
            .max()
            .orElse(0);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
