package dev.pare.calibrate;

import dev.pare.calibrate.data.CalibrationText;
import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.json.JsonObject;
import dev.pare.models.ComputeType;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The keys that every method reads which looks at a model's inputs.
 *
 * @param texts what the model sees, key {@code calibration}; none where there are statistics
 * @param samples sequences of it; default 128
 * @param length tokens of each; default 512
 * @param sequential whether a layer sees what the layers before it in its own block have become
 *     (GPTQ's "true sequential"); otherwise what those in the blocks before have. Default true
 * @param compute what the linears of the model compute in: {@code f32}, exact, or {@code bf16}.
 *     Default f32
 * @param memory bytes of float32 that the residual stream may take in memory; what is larger is
 *     kept in a file, as bfloat16. Key in MiB, default 256
 * @param statistics files of the dense model's inputs, to be used in place of looking at it while
 *     it is compressed; one that is not there yet is made. Default none
 */
public record CalibrationSettings(
    List<CalibrationText> texts,
    int samples,
    int length,
    boolean sequential,
    ComputeType compute,
    long memory,
    List<Path> statistics) {
  static final String SEQUENTIAL = "sequential";
  private static final String CALIBRATION = "calibration";

  /** The key of files of what was measured before. */
  public static final String STATISTICS = "statistics";

  /** Those that say what a model is shown, and how. */
  public static final Set<String> TEXT_KEYS =
      Set.of(CALIBRATION, "samples", "length", "compute", "memory");

  /** To be added to a method's own keys. */
  public static final Set<String> KEYS =
      Set.of(CALIBRATION, "samples", "length", SEQUENTIAL, "compute", "memory", STATISTICS);

  /** Those of a {@link BlockMethod}, which sees the model as it is. */
  public static final Set<String> BLOCK_KEYS =
      Set.of(CALIBRATION, "samples", "length", "compute", "memory", STATISTICS);

  private static final int SAMPLES = 128;
  private static final int LENGTH = 512;
  private static final long MEMORY_MIB = 256;

  /** A sequence's residual stream goes through one buffer of 2 GiB. */
  private static final long MAX_SEQUENCE_VALUES = Integer.MAX_VALUE / Float.BYTES;

  /**
   * @throws PareException if a setting has no meaning, or there is no calibration
   */
  public static CalibrationSettings read(JsonObject settings) {
    try {
      return readAll(settings);
    } catch (InvalidPathException e) {
      throw new PareException(
          settings.source(), "names a file that cannot be: " + e.getReason(), "correct it", e);
    }
  }

  private static CalibrationSettings readAll(JsonObject settings) {
    long memory = settings.integer("memory").orElse(MEMORY_MIB);
    if (memory < 0 || memory > Long.MAX_VALUE >> 20) {
      throw new PareException(
          settings.source(), "memory " + memory + " makes no sense", "give MiB");
    }
    List<Path> statistics = settings.strings(STATISTICS).stream().map(Path::of).toList();
    boolean looks = statistics.isEmpty() || settings.has(CALIBRATION);
    return new CalibrationSettings(
        looks ? CalibrationText.read(settings, CALIBRATION) : List.of(),
        settings.intValue("samples", 1).orElse(SAMPLES),
        settings.intValue("length", 2).orElse(LENGTH),
        settings.bool(SEQUENTIAL).orElse(true),
        compute(settings),
        memory << 20,
        statistics);
  }

  private static ComputeType compute(JsonObject settings) {
    String name = settings.string("compute").orElse("f32");
    return switch (name) {
      case "f32" -> ComputeType.F32;
      case "bf16" -> ComputeType.BF16;
      default ->
          throw new PareException(
              settings.source(), "unknown compute \"" + name + "\"", "give f32 or bf16");
    };
  }

  /**
   * Refuses early what cannot end well.
   *
   * @throws PareException if a file is not there, or a sequence is longer than the model's context
   */
  public void require(ModelConfig model) {
    for (CalibrationText text : texts) {
      if (!text.isGenerated()) {
        requireFile(text.file(), "check the path of the calibration");
      }
    }
    if (statistics.size() > 1 || texts.isEmpty()) {
      statistics.forEach(
          file -> requireFile(file, "give one alone, with a calibration, to make it"));
    }
    if (!texts.isEmpty() && length > model.maxPositions()) {
      throw new PareException(
          "length",
          length + " is longer than the model's context of " + model.maxPositions(),
          "give at most " + model.maxPositions());
    }
    if ((long) length * model.hiddenSize() > MAX_SEQUENCE_VALUES) {
      throw new PareException(
          "length",
          length + " tokens of " + model.hiddenSize() + " features are too many at once",
          "give a shorter one");
    }
  }

  private static void requireFile(Path file, String remedy) {
    if (!Files.isRegularFile(file)) {
      throw new PareException(file, "no such file", remedy);
    }
  }

  /** Whether all statistics that are asked for are there. */
  boolean hasStatistics() {
    return !statistics.isEmpty() && statistics.stream().allMatch(Files::isRegularFile);
  }

  /** The same, all inputs of a block being looked at in one pass. */
  CalibrationSettings inOnePass() {
    return new CalibrationSettings(texts, samples, length, false, compute, memory, statistics);
  }

  /** How the model is looked at, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("samples", (long) samples);
    described.put("length", (long) length);
    described.put(SEQUENTIAL, sequential);
    described.put("compute", compute.toString().toLowerCase(Locale.ROOT));
    described.put("memory", memory >> 20);
    return described;
  }

  long tokens() {
    return (long) samples * length;
  }
}
