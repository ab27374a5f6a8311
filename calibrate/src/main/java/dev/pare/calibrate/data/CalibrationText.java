package dev.pare.calibrate.data;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One source of a calibration: a file, and its weight among the others. {@code text: FILE} is
 * running text; {@code jsonl: FILE} has an object a line, with a text under {@code field} or a
 * conversation under {@code messages}. A file's name alone says which by its end, {@code .jsonl}.
 * The name {@code generated} stands for text that the model writes itself; a file of that name is
 * {@code ./generated}.
 *
 * @param lines whether it is JSON by lines
 * @param field the key of a line's text; empty for conversations where there are some, else {@code
 *     text}
 * @param weight in proportion to the others', above 0
 */
public record CalibrationText(Path file, boolean lines, Optional<String> field, double weight) {
  private static final Path GENERATED = Path.of("generated");
  private static final String TEXT = "text";
  private static final String JSONL = "jsonl";
  private static final String FIELD = "field";
  private static final String WEIGHT = "weight";

  /**
   * Reads a setting: a file's name or several between commas, or a list of names and mappings.
   *
   * @throws PareException if there is none, or one makes no sense
   */
  public static List<CalibrationText> read(JsonObject settings, String key) {
    Object value = settings.values().get(key);
    List<Object> items = new ArrayList<>();
    if (value instanceof List<?>) {
      items.addAll(settings.list(key));
    } else if (value != null) {
      items.addAll(Arrays.asList(settings.requireString(key).split(",")));
    }
    if (items.isEmpty()) {
      throw new PareException(
          settings.source(), "has no " + key, "name a file of text like what the model is for");
    }
    String source = settings.source() + " " + key;
    return items.stream().map(item -> read(source, item)).toList();
  }

  private static CalibrationText read(String source, Object item) {
    if (item instanceof String name) {
      if (name.isBlank()) {
        throw new PareException(source, "has an empty name", "name a file");
      }
      boolean lines = name.toLowerCase(Locale.ROOT).endsWith("." + JSONL);
      return new CalibrationText(Path.of(name.strip()), lines, Optional.empty(), 1);
    }
    JsonObject entry = Yaml.asObject(source, item, "recipe");
    Yaml.requireKeys(entry, Set.of(TEXT, JSONL, FIELD, WEIGHT));
    boolean lines = entry.has(JSONL);
    if (lines == entry.has(TEXT) || (!lines && entry.has(FIELD))) {
      throw new PareException(
          source, "names no file, or two", "give text: FILE, or jsonl: FILE and perhaps field");
    }
    double weight = entry.number(WEIGHT).orElse(1.0);
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new PareException(source, "weight " + weight + " is not above 0", "correct it");
    }
    Path file = Path.of(entry.requireString(lines ? JSONL : TEXT));
    return new CalibrationText(file, lines, entry.string(FIELD), weight);
  }

  /** Whether the model writes it itself. */
  public boolean isGenerated() {
    return !lines && file.equals(GENERATED);
  }

  SequenceSource open(TokenEncoder encoder) {
    return lines ? new JsonLines(file, field, encoder) : new RunningText(file, encoder);
  }

  /** As {@code pare.json} has it, with the hash of what was read. */
  Map<String, Object> describe(String sha256) {
    Map<String, Object> described = new LinkedHashMap<>();
    if (isGenerated()) {
      described.put("generated", "temperature " + GeneratedText.TEMPERATURE);
    } else {
      described.put(lines ? JSONL : TEXT, String.valueOf(file.getFileName()));
    }
    field.ifPresent(key -> described.put(FIELD, key));
    described.put(WEIGHT, weight);
    described.put("sha256", sha256);
    return described;
  }
}
