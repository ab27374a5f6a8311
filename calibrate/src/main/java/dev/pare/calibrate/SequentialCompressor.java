package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Compresses a model's linear layers block after block, each from what its input saw while all
 * before it was already compressed. One block is in memory, the statistics of its inputs, and the
 * residual stream; a layer that is done is on disk and need not be done again.
 *
 * <p>For each block: run the calibration as far as an input and sum up what is there; compress the
 * layers that see it; put what was stored of them in their place; go on to the next input. Then run
 * the block as it has become and hand its output on. Layers that see the same input share its
 * statistics.
 */
final class SequentialCompressor {
  private final Checkpoint model;
  private final LinearMethod method;
  private final CalibrationSettings settings;
  private final LayerStore store;
  private final Progress progress;
  private final Map<Integer, List<String>> names = new HashMap<>();
  private final int layers;

  /**
   * @param layers what is to be compressed
   */
  SequentialCompressor(
      Checkpoint model,
      List<LayerId> layers,
      LinearMethod method,
      CalibrationSettings settings,
      LayerStore store,
      Progress progress) {
    this.model = model;
    this.method = method;
    this.settings = settings;
    this.store = store;
    this.progress = progress;
    this.layers = layers.size();
    for (LayerId layer : layers) {
      names.merge(layer.block(), List.of(layer.name()), SequentialCompressor::joined);
    }
  }

  private static List<String> joined(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /**
   * Does what is left to do.
   *
   * @param hidden empty yet
   */
  void run(List<int[]> sequences, CalibrationBatches batches, HiddenStates hidden) {
    int last = names.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    progress.begin("compressing", layers, "layers");
    if (store.size() > 0) {
      progress.note("going on after layer %d of %d".formatted(store.size(), layers));
      progress.advance(store.size());
    }
    if (store.size() < layers) {
      try (BlockwiseDecoder decoder =
          new BlockwiseDecoder(model.config(), settings.compute(), settings.length())) {
        batches.embed(decoder, model, sequences, hidden);
        for (int index = 0; index <= last; index++) {
          long start = System.nanoTime();
          try (DecoderBlock block = decoder.block(model, index)) {
            compress(block, index, batches, hidden);
            if (index < last) {
              batches.forward(block, hidden);
            }
          }
          progress.status(
              "block %d of %d took %.1f s".formatted(index + 1, last + 1, seconds(start)));
        }
      }
    }
    progress.end();
  }

  private void compress(
      DecoderBlock block, int index, CalibrationBatches batches, HiddenStates hidden) {
    if (!names.containsKey(index)) {
      return;
    }
    for (List<BlockInput> inputs : CalibrationBatches.passes(settings)) {
      compress(block, index, inputs, batches, hidden);
    }
  }

  /** The layers that see some inputs, which are looked at in one pass. */
  private void compress(
      DecoderBlock block,
      int index,
      List<BlockInput> inputs,
      CalibrationBatches batches,
      HiddenStates hidden) {
    long start = System.nanoTime();
    List<BlockInput> wanted =
        inputs.stream().filter(input -> !missing(block, index, input).isEmpty()).toList();
    int count = wanted.stream().mapToInt(input -> missing(block, index, input).size()).sum();
    Map<BlockInput, InputSums> sums = new EnumMap<>(BlockInput.class);
    try {
      wanted.forEach(
          input -> sums.put(input, new InputSums(input, block.width(input), method.needsGram())));
      batches.observe(block, sums, hidden);
      double share = seconds(start) / count;
      for (BlockInput input : wanted) {
        InputStatistics statistics = sums.get(input).statistics();
        sums.get(input).close();
        for (String name : missing(block, index, input)) {
          compress(new LayerId(index, name), statistics, share);
        }
      }
    } finally {
      sums.values().forEach(InputSums::close);
    }
    for (BlockInput input : inputs) {
      selected(block, index, input).forEach(name -> block.replace(name, store.tensor(name)));
    }
  }

  private List<String> selected(DecoderBlock block, int index, BlockInput input) {
    return block.linears(input).stream().filter(names.get(index)::contains).toList();
  }

  private List<String> missing(DecoderBlock block, int index, BlockInput input) {
    return selected(block, index, input).stream().filter(name -> !store.has(name)).toList();
  }

  /**
   * @param share what looking at its input took, its part of it
   */
  private void compress(LayerId id, InputStatistics statistics, double share) {
    long start = System.nanoTime();
    requireFinite(id, statistics);
    WeightTensor weight = model.tensor(id.name());
    CompressedLinear made = method.compress(id, weight, statistics);
    store.put(
        id.name(),
        made.tensor(),
        stored ->
            new LayerRecord(
                id,
                weight.byteSize(),
                relativeError(weight, stored),
                new AppliedStep.Calibration(
                    made.loss(),
                    made.damping(),
                    made.note(),
                    share + seconds(start),
                    ProcessMemory.peakRssBytes())));
    progress.note(store.record(id.name()).line(store.tensor(id.name())));
    progress.advance(1);
  }

  private static void requireFinite(LayerId id, InputStatistics statistics) {
    if (!Double.isFinite(DoubleStream.of(statistics.squares()).sum())) {
      throw new PareException(
          id.name(),
          "sees inputs that are NaN or infinite",
          "take an undamaged model, or compute: f32");
    }
  }

  /** Σ(w − ŵ)² / Σw². */
  static double relativeError(WeightTensor weight, WeightTensor stored) {
    int columns = weight.shape().columns();
    float[] w = new float[columns];
    float[] v = new float[columns];
    double error = 0;
    double energy = 0;
    for (int row = 0; row < weight.shape().rows(); row++) {
      weight.decodeRow(row, w);
      stored.decodeRow(row, v);
      for (int i = 0; i < columns; i++) {
        double difference = (double) w[i] - v[i];
        error += difference * difference;
        energy += (double) w[i] * w[i];
      }
    }
    return energy == 0 ? 0 : error / energy;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
