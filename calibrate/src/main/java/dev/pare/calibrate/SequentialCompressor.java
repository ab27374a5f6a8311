package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
  private final List<LayerId> layers;
  private final LinearMethod method;
  private final CalibrationSettings settings;
  private final LayerStore store;
  private final Progress progress;
  private final LayerCompressor compressor;

  /**
   * @param layers what is to be compressed
   * @param store takes those that are done, and has those that are done already
   */
  SequentialCompressor(
      Checkpoint model,
      List<LayerId> layers,
      LinearMethod method,
      CalibrationSettings settings,
      LayerStore store,
      Progress progress) {
    this.model = model;
    this.layers = layers;
    this.method = method;
    this.settings = settings;
    this.store = store;
    this.progress = progress;
    compressor = new LayerCompressor(model, method, store, progress);
  }

  /** Does what is left to do. */
  void run(List<int[]> sequences) {
    compressor.begin(layers.size());
    if (store.size() < layers.size()) {
      CalibrationBatches batches = CalibrationBatches.of(settings);
      int width = model.config().hiddenSize();
      try (BlockwiseDecoder decoder =
              new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
          HiddenStates hidden = batches.hidden(settings, width, store.folder())) {
        batches.embed(decoder, model, sequences, hidden);
        run(decoder, batches, hidden);
      }
    }
    compressor.end();
  }

  private void run(BlockwiseDecoder decoder, CalibrationBatches batches, HiddenStates hidden) {
    int last = layers.stream().mapToInt(LayerId::block).max().orElse(-1);
    for (int index = 0; index <= last; index++) {
      long start = System.nanoTime();
      try (DecoderBlock block = decoder.block(model, index)) {
        for (List<BlockInput> inputs : CalibrationBatches.passes(settings)) {
          compress(block, index, inputs, batches, hidden);
        }
        if (index < last) {
          batches.forward(block, hidden);
        }
      }
      progress.status("block %d of %d took %.1f s".formatted(index + 1, last + 1, seconds(start)));
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
        inputs.stream().filter(input -> !missing(index, input).isEmpty()).toList();
    Map<BlockInput, InputSums> sums = new EnumMap<>(BlockInput.class);
    try {
      wanted.forEach(
          input -> sums.put(input, new InputSums(input, block.width(input), method.needsGram())));
      batches.observe(block, sums, hidden);
      int count = wanted.stream().mapToInt(input -> missing(index, input).size()).sum();
      double share = seconds(start) / count;
      for (BlockInput input : wanted) {
        InputStatistics statistics = sums.get(input).statistics();
        sums.get(input).close();
        missing(index, input).forEach(layer -> compressor.compress(layer, statistics, share));
      }
    } finally {
      sums.values().forEach(InputSums::close);
    }
    for (BlockInput input : inputs) {
      selected(index, input)
          .forEach(layer -> block.replace(layer.name(), store.tensor(layer.name())));
    }
  }

  private List<LayerId> selected(int block, BlockInput input) {
    return layers.stream()
        .filter(layer -> layer.block() == block && BlockInput.of(layer.name()) == input)
        .toList();
  }

  private List<LayerId> missing(int block, BlockInput input) {
    return selected(block, input).stream().filter(layer -> !store.has(layer.name())).toList();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
