package dev.pare.core;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.CompressionResult;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.Setting;
import dev.pare.core.recipe.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compression from a program: a recipe written in Java.
 *
 * <pre>{@code
 * try (var model = Checkpoints.open(path)) {
 *   Pare.recipe()
 *       .prune("magnitude", sparsity(0.5))
 *       .quantize("rtn", bits(4), group(64))
 *       .apply(model, out, progress);
 * }
 * }</pre>
 *
 * A method is found by name among the modules on the class path.
 */
public final class Pare {
  private final List<Step> steps = new ArrayList<>();

  private Pare() {}

  public static Pare recipe() {
    return new Pare();
  }

  /** Adds {@code quantize: method}. */
  public Pare quantize(String method, Setting... settings) {
    return with("quantize", method, settings);
  }

  /** Adds {@code cluster: method}. */
  public Pare cluster(String method, Setting... settings) {
    return with("cluster", method, settings);
  }

  /** Adds {@code prune: method}. */
  public Pare prune(String method, Setting... settings) {
    return with("prune", method, settings);
  }

  private Pare with(String kind, String method, Setting... settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting setting : settings) {
      values.put(setting.key(), setting.value());
    }
    steps.add(new Step(kind, method, new JsonObject(kind + " " + method, values)));
    return this;
  }

  /** The steps so far. */
  public Recipe build() {
    return new Recipe(Recipe.VERSION, steps);
  }

  /**
   * Runs the steps on {@code model} and writes the result to {@code out}, which must not exist yet.
   */
  public CompressionResult apply(Checkpoint model, Path out, Progress progress) {
    return Compression.plan(build(), model, CompressionOptions.standard().with(progress)).run(out);
  }
}
