package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compresses a model block after block by a {@link BlockMethod}, each from what its inputs see in
 * the model as it is. A weight that is done is on disk; a block of which some are is looked at
 * again for the others.
 */
final class BlockCompressor {
  private final Checkpoint model;
  private final List<LayerId> layers;
  private final BlockMethod method;
  private final LayerStore store;
  private final Progress progress;
  private final LayerCompressor compressor;

  /**
   * @param layers what is to be compressed
   * @param store takes the weights that are done, and has those that are done already
   */
  BlockCompressor(
      Checkpoint model,
      List<LayerId> layers,
      BlockMethod method,
      LayerStore store,
      Progress progress) {
    this.model = model;
    this.layers = layers;
    this.method = method;
    this.store = store;
    this.progress = progress;
    compressor = new LayerCompressor(model, method.alone(), store, progress);
  }

  /** Does what is left to do. */
  void run(List<int[]> sequences, CalibrationSettings settings) {
    begin();
    if (layers.stream().anyMatch(this::isMissing)) {
      lookAndCompress(sequences, settings);
    }
    compressor.end();
  }

  private void lookAndCompress(List<int[]> sequences, CalibrationSettings settings) {
    int last = layers.stream().filter(this::isMissing).mapToInt(LayerId::block).max().orElseThrow();
    CalibrationBatches batches = CalibrationBatches.of(settings);
    int width = model.config().hiddenSize();
    try (BlockwiseDecoder decoder =
            new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
        HiddenStates hidden = batches.hidden(settings, width, store.folder())) {
      batches.embed(decoder, model, sequences, hidden);
      for (int index = 0; index <= last; index++) {
        try (DecoderBlock block = decoder.block(model, index)) {
          compress(index, inputs -> look(block, inputs, batches, hidden));
          if (index < last) {
            batches.forward(block, hidden);
          }
        }
        progress.status("block %d of %d".formatted(index + 1, last + 1));
      }
    }
  }

  /** The same from statistics of the model that are kept. */
  void run(SavedStatistics saved) {
    begin();
    for (int index = 0; index < model.config().layers(); index++) {
      int block = index;
      compress(index, inputs -> read(saved, block, inputs));
    }
    compressor.end();
  }

  private void begin() {
    long done = layers.stream().filter(layer -> !isMissing(layer)).count();
    compressor.begin(layers.size(), (int) done);
  }

  private boolean isMissing(LayerId layer) {
    return !store.has(layer.name());
  }

  private Map<BlockInput, InputStatistics> look(
      DecoderBlock block, Set<BlockInput> inputs, CalibrationBatches batches, HiddenStates hidden) {
    Map<BlockInput, InputSums> sums = new EnumMap<>(BlockInput.class);
    try {
      inputs.forEach(
          input ->
              sums.put(
                  input, new InputSums(input, block.width(input), method.alone().needsGram())));
      batches.observe(block, sums, hidden);
      Map<BlockInput, InputStatistics> seen = new EnumMap<>(BlockInput.class);
      sums.forEach(
          (input, sum) -> {
            seen.put(input, sum.statistics());
            sum.close();
          });
      return seen;
    } finally {
      sums.values().forEach(InputSums::close);
    }
  }

  private Map<BlockInput, InputStatistics> read(
      SavedStatistics saved, int block, Set<BlockInput> inputs) {
    Map<BlockInput, InputStatistics> seen = new EnumMap<>(BlockInput.class);
    for (LayerId layer : of(block)) {
      BlockInput input = BlockInput.of(layer.name());
      if (inputs.contains(input) && !seen.containsKey(input)) {
        int width = model.tensor(layer.name()).shape().columns();
        seen.put(input, saved.read(block, input, width, method.alone().needsGram()));
      }
    }
    return seen;
  }

  private List<LayerId> of(int block) {
    return layers.stream().filter(layer -> layer.block() == block).toList();
  }

  private void compress(
      int index, Function<Set<BlockInput>, Map<BlockInput, InputStatistics>> statistics) {
    List<LayerId> own = of(index);
    if (own.stream().noneMatch(this::isMissing)) {
      return;
    }
    long start = System.nanoTime();
    Set<String> selected =
        own.stream().map(LayerId::name).collect(Collectors.toCollection(LinkedHashSet::new));
    Set<BlockInput> wanted = selected.stream().map(BlockInput::of).collect(Collectors.toSet());
    Map<BlockInput, InputStatistics> inputs = statistics.apply(wanted);
    own.forEach(id -> LayerCompressor.requireFinite(id, inputs.get(BlockInput.of(id.name()))));
    Map<String, BlockMethod.Made> made =
        method.compress(new BlockMethod.Block(model, index, selected), inputs);
    double share = (System.nanoTime() - start) / 1e9 / selected.size();
    made.forEach(
        (name, weight) -> {
          // These first: a block is done when its layers are.
          if (!selected.contains(name) && !store.has(name)) {
            compressor.put(new LayerId(index, name), weight, 0);
          }
        });
    for (LayerId id : own) {
      if (isMissing(id)) {
        compressor.put(id, made.get(id.name()), share);
        compressor.tell(id);
      }
    }
  }
}
