package dev.pare.calibrate;

import dev.pare.calibrate.data.GenerationSettings;
import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.Hashes;
import dev.pare.core.recipe.CompressionOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a calibrated step shows the model. */
final class CalibrationSequences {
  private CalibrationSequences() {}

  /**
   * @param folder the step's own: text that the model writes is kept there
   */
  static TokenSequences read(
      Checkpoint model, CalibrationSettings settings, CompressionOptions options, Path folder) {
    GenerationSettings generation =
        new GenerationSettings(
            settings.compute(),
            Optional.of(folder.resolve("generated-" + key(model, settings, options))),
            options.progress());
    return TokenSequences.read(
        settings.texts(), settings.samples(), settings.length(), model, options.seed(), generation);
  }

  /** A short hash of what the sequences depend on, texts aside. */
  private static String key(
      Checkpoint model, CalibrationSettings settings, CompressionOptions options) {
    List<Object> all =
        List.of(
            SampledFingerprint.of(model),
            settings.texts().toString(),
            settings.samples(),
            settings.length(),
            settings.compute(),
            options.seed());
    return Hashes.sha256(all.toString()).substring(0, 16);
  }

  /** What is recorded of them, for {@code pare.json}. */
  static void describe(
      TokenSequences sequences, CalibrationSettings settings, Map<String, Object> into) {
    into.put("calibration", sequences.sources());
    into.put("calibrationHash", sequences.sha256());
    into.putAll(settings.describe());
  }
}
