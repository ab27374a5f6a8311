package dev.pare.calibrate;

import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Looks at the inputs of a model as it is, and saves their statistics. */
final class StatisticsSurvey {
  private final Checkpoint model;
  private final CalibrationSettings settings;
  private final boolean gram;

  StatisticsSurvey(Checkpoint model, CalibrationSettings settings, boolean gram) {
    this.model = model;
    this.settings = settings;
    this.gram = gram;
  }

  /**
   * @param folder for the residual stream, where that is too large for memory
   */
  void save(Path file, TokenSequences sequences, Path folder, Progress progress) {
    Map<String, String> metadata =
        Map.of(
            "format",
            StatisticsWriter.FORMAT,
            "model",
            SampledFingerprint.of(model),
            "tokens",
            String.valueOf(settings.tokens()),
            "calibrationHash",
            sequences.sha256());
    int blocks = model.config().layers();
    CalibrationBatches batches = CalibrationBatches.of(settings);
    progress.begin("looking", blocks, "blocks");
    try (BlockwiseDecoder decoder =
            new BlockwiseDecoder(model.config(), settings.compute(), settings.length());
        HiddenStates hidden = batches.hidden(settings, model.config().hiddenSize(), folder);
        StatisticsWriter writer =
            new StatisticsWriter(file, blocks, decoder.widths(), gram, metadata)) {
      batches.embed(decoder, model, sequences.ids(), hidden);
      for (int index = 0; index < blocks; index++) {
        try (DecoderBlock block = decoder.block(model, index)) {
          look(block, index, batches, hidden, writer);
          if (index < blocks - 1) {
            batches.forward(block, hidden);
          }
        }
        progress.advance(1);
      }
      writer.finish();
    }
    progress.end();
  }

  private void look(
      DecoderBlock block,
      int index,
      CalibrationBatches batches,
      HiddenStates hidden,
      StatisticsWriter writer) {
    Map<BlockInput, InputSums> sums = new EnumMap<>(BlockInput.class);
    try {
      for (BlockInput input : BlockInput.values()) {
        sums.put(input, new InputSums(input, block.width(input), gram));
      }
      batches.observe(block, sums, hidden);
      for (BlockInput input : BlockInput.values()) {
        writer.write(index, input, sums.get(input).statistics());
        sums.get(input).close();
      }
    } finally {
      sums.values().forEach(InputSums::close);
    }
  }
}
