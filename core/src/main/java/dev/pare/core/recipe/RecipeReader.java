package dev.pare.core.recipe;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
  private static final String KIND = "recipe";

  private RecipeReader() {}

  public static Recipe read(Path file) {
    return recipe(Yaml.readObject(file, KIND));
  }

  /**
   * @param source what to name in errors
   */
  public static Recipe read(String source, Reader yaml) {
    return recipe(Yaml.readObject(source, yaml, KIND));
  }

  private static Recipe recipe(JsonObject root) {
    String source = root.source();
    Yaml.requireKeys(root, Set.of("version", "steps"));
    int version = root.requireInt("version", 1);
    if (version != Recipe.VERSION) {
      throw new PareException(
          source, "version " + version + " is unknown", "this Pare reads " + Recipe.VERSION);
    }
    List<Step> steps = new ArrayList<>();
    for (Object item : root.list("steps")) {
      steps.add(step(Yaml.asObject(source + " step " + (steps.size() + 1), item, KIND)));
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
}
