package dev.pare.core.recipe;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a recipe from YAML. An unknown key anywhere is an error that names it.
 *
 * <pre>{@code
 * version: 1
 * steps:
 *   - quantize: rtn          # kind: method
 *     bits: 4
 *     group: 64
 *     ignore: ["*.layers.0.*"]
 * }</pre>
 */
public final class RecipeReader {
  private RecipeReader() {}

  public static Recipe read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return read(file.toString(), reader);
    } catch (NoSuchFileException e) {
      throw new PareException(file, "no such recipe", "check the path", e);
    } catch (CharacterCodingException e) {
      throw new PareException(file, "not UTF-8 text", "give a YAML recipe", e);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  /**
   * @param source what to name in errors
   */
  public static Recipe read(String source, Reader yaml) {
    JsonObject root = asObject(source, load(source, yaml));
    requireKeys(root, Set.of("version", "steps"));
    int version = root.requireInt("version", 1);
    if (version != Recipe.VERSION) {
      throw new PareException(
          source, "version " + version + " is unknown", "this Pare reads " + Recipe.VERSION);
    }
    List<Step> steps = new ArrayList<>();
    for (Object item : root.list("steps")) {
      steps.add(step(asObject(source + " step " + (steps.size() + 1), item)));
    }
    if (steps.isEmpty()) {
      throw new PareException(source, "has no steps", "add one, such as \"- quantize: rtn\"");
    }
    return new Recipe(version, steps);
  }

  private static Step step(JsonObject json) {
    Set<String> kinds = Methods.kinds();
    List<String> found = json.keys().stream().filter(kinds::contains).toList();
    if (found.size() != 1) {
      throw new PareException(
          json.source(),
          "names " + found.size() + " methods, not one",
          "begin with one of " + kinds + ": METHOD");
    }
    String kind = found.get(0);
    Map<String, Object> settings = new LinkedHashMap<>(json.values());
    settings.remove(kind);
    Step step = new Step(kind, json.requireString(kind), new JsonObject(json.source(), settings));
    Methods.named(step);
    return step;
  }

  /**
   * @throws PareException naming the first key that is not in {@code known}
   */
  static void requireKeys(JsonObject object, Set<String> known) {
    for (String key : object.keys()) {
      if (!known.contains(key)) {
        throw new PareException(
            object.source(),
            "unknown key \"" + key + "\"",
            "known are " + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private static Object load(String source, Reader yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0); // they could nest without end
    try {
      return new Yaml(new SafeConstructor(options)).load(yaml);
    } catch (MarkedYAMLException e) {
      String line =
          e.getProblemMark() == null ? "" : " at line " + (e.getProblemMark().getLine() + 1);
      throw new PareException(
          source, "not valid YAML" + line + " (" + e.getProblem() + ")", "correct it", e);
    } catch (YAMLException e) {
      throw new PareException(source, "not valid YAML (" + e.getMessage() + ")", "correct it", e);
    }
  }

  private static JsonObject asObject(String source, Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> strings = new LinkedHashMap<>();
      map.forEach((key, item) -> strings.put(String.valueOf(key), normal(item)));
      return new JsonObject(source, strings);
    }
    throw new PareException(source, "not a mapping of keys to values", "see docs/recipes.md");
  }

  /** YAML's own types as {@link JsonObject} holds them: every integer a Long. */
  private static Object normal(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RecipeReader::normal).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> strings = new LinkedHashMap<>();
      map.forEach((key, item) -> strings.put(String.valueOf(key), normal(item)));
      return strings;
    }
    return value;
  }
}
