package dev.pare.study.kick;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.OutputFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finished cells in a folder, a file of JSON each, which appears when it is complete. Its name
 * holds the hash of all that the cell depends on, so another model, question or setting is another
 * file, and the same cell is found again, by this study or another.
 */
final class CellStore {
  /** Raised when the same cell could come out otherwise, or the file changes. */
  static final int FORMAT = 1;

  private final Path folder;
  private final Map<String, Object> setting;
  private final List<String> asked;
  private final Map<String, String> hashes = new HashMap<>();

  /**
   * @param folder made if it is not there
   * @param setting what all cells depend on
   * @param asked family and task of all that is in a cell, in order
   */
  CellStore(Path folder, Map<String, Object> setting, List<String> asked) {
    this.folder = folder;
    this.setting = setting;
    this.asked = List.copyOf(asked);
  }

  /** The cell's own name among those of all studies. */
  String id(Cell cell) {
    String name = cell.pruner().method() + " " + cell.amount().name();
    return "kick-%s-%s"
        .formatted(
            name.replaceAll("[^\\w.]+", "-").replaceFirst("-$", ""),
            Hashes.sha256(JsonWriting.toLine(key(cell))).substring(0, 16));
  }

  private Map<String, Object> key(Cell cell) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("pareKick", FORMAT);
    key.putAll(setting);
    Pruner pruner = cell.pruner();
    key.put("method", pruner.method());
    key.put("amount", cell.amount().name());
    List<String> calibration = new ArrayList<>();
    pruner.files().forEach(file -> calibration.add(hashes.computeIfAbsent(file, this::hash)));
    key.put("calibration", calibration);
    pruner.samples().ifPresent(count -> key.put("samples", count));
    pruner.length().ifPresent(tokens -> key.put("length", tokens));
    return key;
  }

  /** A calibration that is no file is known by its name. */
  private String hash(String file) {
    Path path = Path.of(file);
    return Files.isRegularFile(path) ? Hashes.sha256(path) : file;
  }

  private Path file(Cell cell) {
    return folder.resolve(id(cell) + ".json");
  }

  boolean has(Cell cell) {
    return Files.exists(file(cell));
  }

  /**
   * What was found, if it was.
   *
   * @throws PareException if the file is damaged
   */
  Optional<CellResult> find(Cell cell) {
    return has(cell) ? Optional.of(read(cell)) : Optional.empty();
  }

  private CellResult read(Cell cell) {
    Path file = file(cell);
    try {
      JsonObject json = Json.readObject(file);
      String key = JsonWriting.toLine(json.requireObject("key").values());
      if (!key.equals(JsonWriting.toLine(key(cell)))) {
        throw new PareException(file, "is another cell's", "");
      }
      CellResult result = CellResult.read(cell, json);
      if (!asked(result).equals(asked)) {
        throw new PareException(file, "does not hold what was asked", "");
      }
      return result;
    } catch (PareException e) {
      throw new PareException(
          file, "damaged (" + e.getMessage() + ")", "remove the file to do the cell again", e);
    }
  }

  private static List<String> asked(CellResult result) {
    return result.families().stream()
        .flatMap(family -> family.tasks().stream().map(task -> family.name() + " " + task.task()))
        .toList();
  }

  /** Keeps what was found and reads it: so a cell is the same whenever it was done. */
  CellResult put(Cell cell, Map<String, Object> found, Map<String, Object> scores) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", key(cell));
    json.put("cell", found);
    json.put("scores", scores);
    try (OutputFile file = new OutputFile(file(cell), true)) {
      JsonWriting.write(json, file.staging());
      file.commit();
    }
    return read(cell);
  }
}
