package dev.pare.bench;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a model of a known shape with seeded random weights: {@code RandomModel 7b|1b|135m
 * f16|bf16|f32 DIR}.
 */
public final class RandomModel {
  private static final long SEED = 1;

  private RandomModel() {}

  public static void main(String[] arguments) {
    if (arguments.length != 3) {
      throw new PareException(
          "RandomModel", "takes three arguments", "give 7b|1b|135m f16|bf16|f32 DIR");
    }
    DType type = DType.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    write(shape(arguments[0], type), Path.of(arguments[2]));
  }

  private static RandomCheckpoint shape(String name, DType type) {
    return switch (name) {
      case "7b" -> RandomCheckpoint.mistral7b(type, SEED);
      case "1b" -> RandomCheckpoint.llama1b(type, SEED);
      case "135m" -> RandomCheckpoint.smol135m(type, SEED);
      default -> throw new PareException(name, "no shape of that name", "give 7b, 1b or 135m");
    };
  }

  static void write(RandomCheckpoint model, Path folder) {
    try (OutputFolder target = new OutputFolder(folder, false)) {
      CheckpointWriter writer = new CheckpointWriter(model);
      writer.write(target.staging(), Runtime.getRuntime().availableProcessors(), Progress.none());
      target.commit();
    }
  }
}
