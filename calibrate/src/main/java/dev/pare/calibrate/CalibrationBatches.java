package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import dev.pare.models.torch.TorchScope;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The calibration's sequences, some at a time.
 *
 * @param sequences of all
 * @param rows sequences of a batch; the last may have fewer
 */
record CalibrationBatches(int sequences, int rows) {
  /** Few enough that a block's activations stay small beside its weights, enough to be quick. */
  private static final int TOKENS = 2048;

  static CalibrationBatches of(CalibrationSettings settings) {
    int rows = Math.max(1, TOKENS / settings.length());
    return new CalibrationBatches(settings.samples(), Math.min(settings.samples(), rows));
  }

  int count() {
    return (sequences + rows - 1) / rows;
  }

  /**
   * Where the residual stream is kept.
   *
   * @param folder for a file, where it is too large for memory
   */
  HiddenStates hidden(CalibrationSettings settings, int width, Path folder) {
    return inMemory(settings, width)
        ? new HiddenInMemory(count())
        : new HiddenInFile(
            folder.resolve("hidden-states"), sequences, rows, settings.length(), width);
  }

  static boolean inMemory(CalibrationSettings settings, int width) {
    return bytes(settings, width) <= settings.memory();
  }

  /** Of the residual stream in float32. */
  static long bytes(CalibrationSettings settings, int width) {
    return settings.tokens() * width * Float.BYTES;
  }

  /** Which inputs are looked at together. */
  static List<List<BlockInput>> passes(CalibrationSettings settings) {
    List<BlockInput> all = List.of(BlockInput.values());
    return settings.sequential() ? all.stream().map(List::of).toList() : List.of(all);
  }

  /** Fills the residual stream before the first block. */
  void embed(
      BlockwiseDecoder decoder, Checkpoint model, List<int[]> sequences, HiddenStates hidden) {
    for (int batch = 0; batch < count(); batch++) {
      int first = batch * rows;
      try (TorchScope scope = TorchScope.open()) {
        List<int[]> some = sequences.subList(first, Math.min(first + rows, sequences.size()));
        hidden.set(batch, decoder.embed(model, some));
      }
    }
  }

  /** Runs the block as far as the last input that is to be summed up, over all sequences. */
  void observe(DecoderBlock block, Map<BlockInput, InputSums> sums, HiddenStates hidden) {
    if (sums.isEmpty()) {
      return;
    }
    BlockInput last = sums.keySet().stream().max(Comparator.naturalOrder()).orElseThrow();
    for (int batch = 0; batch < count(); batch++) {
      try (TorchScope scope = TorchScope.open()) {
        block.observe(
            hidden.get(batch),
            last,
            (input, x) -> {
              if (sums.containsKey(input)) {
                sums.get(input).add(x);
              }
            });
      }
    }
  }

  /** Runs all of the block: the residual stream is then the one behind it. */
  void forward(DecoderBlock block, HiddenStates hidden) {
    for (int batch = 0; batch < count(); batch++) {
      try (TorchScope scope = TorchScope.open()) {
        hidden.set(batch, block.forward(hidden.get(batch)));
      }
    }
  }
}
