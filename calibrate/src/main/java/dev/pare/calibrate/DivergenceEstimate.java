package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import dev.pare.models.DecoderHead;
import dev.pare.models.torch.TorchScope;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** What {@link SensitivityWalk} will take beside the losses, from one block and the head. */
final class DivergenceEstimate {
  private final Checkpoint model;
  private final List<LayerId> layers;
  private final int tables;
  private final CalibrationSettings settings;

  DivergenceEstimate(
      Checkpoint model, List<LayerId> layers, int tables, CalibrationSettings settings) {
    this.model = model;
    this.layers = layers;
    this.tables = tables;
    this.settings = settings;
  }

  double seconds() {
    int blocks = model.config().layers();
    long passes =
        layers.stream().mapToLong(layer -> blocks - layer.block()).sum() + (long) tables * blocks;
    int rows = CalibrationBatches.of(settings).rows();
    try (BlockwiseDecoder decoder =
            new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
        ChangedModel sample = random(decoder, rows)) {
      double forward;
      try (DecoderBlock block = decoder.block(model, 0)) {
        sample.forward(block);
        long start = System.nanoTime();
        sample.forward(block);
        forward = seconds(start);
      }
      long start = System.nanoTime();
      try (DecoderHead head = decoder.head(model)) {
        ChangedModel.compare(sample, head, List.of(), rows * settings.length());
      }
      return passes * forward + (layers.size() + tables) * seconds(start);
    }
  }

  private ChangedModel random(BlockwiseDecoder decoder, int rows) {
    Random random = new Random(0);
    int vocabulary = model.config().vocabularySize();
    List<int[]> sequences =
        Stream.generate(() -> random.ints(settings.length(), 0, vocabulary).toArray())
            .limit(rows)
            .toList();
    try (TorchScope scope = TorchScope.open()) {
      return new ChangedModel(decoder.embed(model, sequences), Optional.empty());
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
