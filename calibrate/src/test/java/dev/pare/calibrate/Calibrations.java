package dev.pare.calibrate;

import dev.pare.calibrate.data.CalibrationText;
import dev.pare.models.ComputeType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Calibrations of random ids. */
final class Calibrations {
  private Calibrations() {}

  /** Of a text that is not there. */
  static CalibrationSettings settings(int samples, int length, boolean sequential, int memoryMib) {
    List<CalibrationText> texts =
        List.of(new CalibrationText(Path.of("none"), false, Optional.empty(), 1));
    return new CalibrationSettings(
        texts, samples, length, sequential, ComputeType.F32, (long) memoryMib << 20, List.of());
  }

  static List<int[]> ids(CalibrationSettings settings, int vocabulary) {
    Random random = new Random(5);
    return Stream.generate(() -> random.ints(settings.length(), 0, vocabulary).toArray())
        .limit(settings.samples())
        .toList();
  }
}
