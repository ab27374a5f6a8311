package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.LineFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The weights measured so far, on disk: {@code sensitivities.jsonl} with a line for what they are
 * of and then one a weight.
 */
final class SensitivityLog implements AutoCloseable {
  private static final String LINES = "sensitivities.jsonl";
  private static final String WHOSE = "digest";

  private final Path file;
  private final Map<String, Sensitivities.Weight> weights = new LinkedHashMap<>();
  private final LineFile lines;

  /**
   * @param folder made if it is not there
   * @param of all that they depend on
   * @throws PareException if the folder is other work's, or damaged
   */
  SensitivityLog(Path folder, Map<String, Object> of) {
    file = folder.resolve(LINES);
    String digest = Hashes.sha256(JsonWriting.toLine(new TreeMap<>(of)));
    lines = new LineFile(file, (number, line) -> take(digest, number, line));
    if (lines.isEmpty()) {
      lines.append(JsonWriting.toLine(Map.of("format", Sensitivities.FORMAT, WHOSE, digest)));
    }
  }

  private void take(String digest, int number, String line) {
    JsonObject json = Json.readObject(file + " line " + number, line);
    if (number > 1) {
      Sensitivities.Weight weight = Sensitivities.Weight.read(json);
      weights.put(weight.name(), weight);
    } else if (!json.string("format").equals(Optional.of(Sensitivities.FORMAT))
        || !json.string(WHOSE).equals(Optional.of(digest))) {
      throw new PareException(
          file.getParent(),
          "is of work with another model, recipe or calibration",
          "give those, or remove it to begin anew");
    }
  }

  boolean has(String name) {
    return weights.containsKey(name);
  }

  int size() {
    return weights.size();
  }

  void put(Sensitivities.Weight weight) {
    lines.append(JsonWriting.toLine(weight.describe()));
    weights.put(weight.name(), weight);
  }

  List<Sensitivities.Weight> inOrder(Collection<String> names) {
    return names.stream().filter(weights::containsKey).map(weights::get).toList();
  }

  /** What no weight is in goes: there is nothing to go on from. */
  @Override
  public void close() {
    lines.close();
    if (weights.isEmpty()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw PareException.unwritable(file, e);
      }
    }
  }
}
