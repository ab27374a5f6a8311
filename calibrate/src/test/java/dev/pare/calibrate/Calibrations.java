package dev.pare.calibrate;

import dev.pare.calibrate.data.CalibrationText;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.ComputeType;
import dev.pare.models.DecoderBlock;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Calibrations of random ids, and what a model shows of them. */
final class Calibrations {
  private Calibrations() {}

  /** Of a text that is not there. */
  static CalibrationSettings settings(int samples, int length, boolean sequential, int memoryMib) {
    List<CalibrationText> texts =
        List.of(new CalibrationText(Path.of("none"), false, Optional.empty(), 1));
    return new CalibrationSettings(
        texts, samples, length, sequential, ComputeType.F32, (long) memoryMib << 20, List.of());
  }

  static BlockwiseDecoder decoder(Checkpoint model, CalibrationSettings settings) {
    return new BlockwiseDecoder(model.config(), ComputeType.F32, settings.length());
  }

  static List<int[]> ids(CalibrationSettings settings, int vocabulary) {
    Random random = new Random(5);
    return Stream.generate(() -> random.ints(settings.length(), 0, vocabulary).toArray())
        .limit(settings.samples())
        .toList();
  }

  /** Σ x xᵀ of one input in a model that is what it is: two loops over what its block shows. */
  static double[] gram(
      BlockwiseDecoder decoder,
      Checkpoint model,
      CalibrationSettings settings,
      int index,
      BlockInput input) {
    List<int[]> ids = ids(settings, model.config().vocabularySize());
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor hidden = decoder.embed(model, ids);
      for (int before = 0; before < index; before++) {
        try (DecoderBlock block = decoder.block(model, before)) {
          hidden = block.forward(hidden);
        }
      }
      try (DecoderBlock block = decoder.block(model, index)) {
        int width = block.width(input);
        double[] sums = new double[width * width];
        block.observe(
            hidden, input, (which, x) -> add(which == input ? x.floats() : new float[0], sums));
        return sums;
      }
    }
  }

  private static void add(float[] inputs, double[] sums) {
    int width = (int) Math.round(Math.sqrt(sums.length));
    for (int token = 0; token < inputs.length; token += width) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          sums[i * width + j] += (double) inputs[token + i] * inputs[token + j];
        }
      }
    }
  }
}
