package dev.pare.cli;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.CompressionResult;
import dev.pare.core.recipe.Methods;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.Step;
import dev.pare.models.reference.ModelReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the commands that compress share: a model in, a folder out, what it takes told before and
 * after.
 */
final class CompressionRun {
  @Parameters(paramLabel = "MODEL", description = "The model to compress.")
  private ModelReference model;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The folder to make.")
  private Path output;

  @Option(names = "--force", description = "Replace DIR if it is a model, or empty.")
  private boolean force;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of random choices (default: 0).")
  private long seed;

  @Mixin private ModelAccess access;
  @Mixin private AdapterOption adapter;

  /** Runs one step, of settings that were given as options. */
  void run(String kind, String method, Map<String, Object> settings, OutputFormat format) {
    Step step = new Step(kind, method, new JsonObject(kind + " " + method, settings));
    WrongUsage.unless(() -> Methods.configure(step));
    run(new Recipe(Recipe.VERSION, List.of(step)), format);
  }

  void run(Recipe recipe, OutputFormat format) {
    CompressionOptions options =
        new CompressionOptions(threads.count(), seed, force, format.progress());
    try (Checkpoint source = adapter.with(access.open(model))) {
      compress(recipe, source, output, options, format);
    }
  }

  /** Writes what the recipe makes of a model. */
  static void compress(
      Recipe recipe,
      Checkpoint source,
      Path output,
      CompressionOptions options,
      OutputFormat format) {
    Compression compression = Compression.plan(recipe, source, options);
    compression.check(output);
    Prediction prediction = compression.predict();
    format.note(
        "expected: %s, peak memory %s, %s"
            .formatted(
                Units.bytes(prediction.bytes()),
                Units.bytes(prediction.peakRssBytes()),
                Units.seconds(prediction.seconds())));
    CompressionResult result = run(compression, output);
    result.steps().forEach(step -> noteWhatIsNoSmaller(step, format));
    format.print(text(result, prediction), json(result));
  }

  private static CompressionResult run(Compression compression, Path output) {
    if (compression.keepsState()) {
      Interruption.lastWords(() -> "what was done is kept, run the same command to go on");
    }
    try {
      return compression.run(output);
    } finally {
      Interruption.lastWords(null);
    }
  }

  /** Says how many of the weights that a step changed take no less than before. */
  private static void noteWhatIsNoSmaller(AppliedStep step, OutputFormat format) {
    long count =
        step.layers().stream().filter(layer -> layer.bytesAfter() >= layer.bytesBefore()).count();
    if (count > 0) {
      format.note(
          "%s %s: %d of %d weights are no smaller than before"
              .formatted(step.kind(), step.method(), count, step.layers().size()));
    }
  }

  private static String text(CompressionResult result, Prediction prediction) {
    return """
        %s
          weights      %s → %s, expected %s (%.2f bits a weight)
          peak memory  %s, expected %s
          time         %s, expected %s
        """
        .formatted(
            result.output(),
            Units.bytes(result.bytesBefore()),
            Units.bytes(result.bytes()),
            Units.bytes(prediction.bytes()),
            result.bitsPerWeight(),
            Units.bytes(result.peakRssBytes()),
            Units.bytes(prediction.peakRssBytes()),
            Units.seconds(result.seconds()),
            Units.seconds(prediction.seconds()));
  }

  private static Map<String, Object> json(CompressionResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", result.output().toString());
    json.put("bytesBefore", result.bytesBefore());
    json.put("bytes", result.bytes());
    json.put("bitsPerWeight", result.bitsPerWeight());
    json.put("seconds", result.seconds());
    json.put("peakRssBytes", result.peakRssBytes());
    return json;
  }
}
