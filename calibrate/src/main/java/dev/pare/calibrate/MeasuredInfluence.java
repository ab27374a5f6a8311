package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.io.OutputFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link BlockInfluence} measured, in a file that outlives a kill. */
final class MeasuredInfluence {
  private static final String FORMAT = "pare-influence-1";
  private static final String INFLUENCE = "influence";

  private final Path file;
  private final String digest;

  /**
   * @param digest of all that the measure depends on
   */
  MeasuredInfluence(Path folder, String digest) {
    this.file = folder.resolve("influence.json");
    this.digest = digest;
  }

  /**
   * @throws PareException if the file is of another measure, or damaged
   */
  Optional<List<Double>> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonObject json = Json.readObject(file);
    if (!json.string("format").equals(Optional.of(FORMAT))
        || !json.string("digest").equals(Optional.of(digest))) {
      throw new PareException(
          file.getParent().getParent(),
          "is of work with another model, recipe or calibration",
          "give those, or remove it to begin anew");
    }
    return Optional.of(json.list(INFLUENCE).stream().map(this::number).toList());
  }

  private double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new PareException(file, INFLUENCE + " holds " + value, "remove it to begin anew");
  }

  void write(List<Double> influence) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("digest", digest);
    json.put(INFLUENCE, influence);
    try (OutputFile output = new OutputFile(file, false)) {
      JsonWriting.write(json, output.staging());
      output.commit();
    }
  }
}
