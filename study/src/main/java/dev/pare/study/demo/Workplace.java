package dev.pare.study.demo;

import dev.pare.atlas.CalibrationDocuments;
import dev.pare.atlas.Mix;
import dev.pare.atlas.World;
import dev.pare.core.PareException;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.io.TemporaryFolder;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the demo's files lie: what is to be kept in the output folder, which appears at the end,
 * all else among the temporary files. Closed or interrupted before the end it leaves nothing.
 */
final class Workplace implements AutoCloseable {
  private final Optional<OutputFolder> kept;
  private final TemporaryFolder scratch;

  /**
   * @throws PareException if the output's name is taken
   */
  Workplace(Optional<Path> output) {
    output.ifPresent(Workplace::requireFree);
    kept = output.map(folder -> new OutputFolder(folder, false));
    try {
      scratch = new TemporaryFolder("pare-demo");
    } catch (PareException e) {
      kept.ifPresent(OutputFolder::close);
      throw e;
    }
  }

  private static void requireFree(Path output) {
    if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
      throw new PareException(output, "exists already", "choose another name");
    }
  }

  /** The folder that a model is written to, and read from while the demo runs. */
  Path model(String name) {
    return kept.map(folder -> folder.staging().resolve(name))
        .orElseGet(() -> scratch.resolve(name));
  }

  /** The folder for answers: the dense model's are asked for once. */
  Path answers() {
    return scratch.resolve("answers");
  }

  /** Text for methods that look at the model, none of it asked with the same seed. */
  Calibration calibration(long seed) {
    Path text = scratch.resolve("calibration.jsonl");
    new CalibrationDocuments(World.read(), Mix.bundled(), seed).write(Calibration.DOCUMENTS, text);
    return new Calibration(text, scratch.resolve("statistics"));
  }

  /** Whether anything is kept. */
  boolean keeps() {
    return kept.isPresent();
  }

  void keep(String file, Map<String, Object> json) {
    kept.ifPresent(folder -> JsonWriting.write(json, folder.staging().resolve(file)));
  }

  /** All is there: what is kept appears under its name. */
  void finish() {
    kept.ifPresent(OutputFolder::commit);
  }

  @Override
  public void close() {
    try (scratch) {
      kept.ifPresent(OutputFolder::close);
    }
  }
}
