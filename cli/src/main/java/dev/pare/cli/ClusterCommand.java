package dev.pare.cli;

import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.Methods;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pare cluster}: one clustering step. */
@Command(
    name = "cluster",
    description = "Stores a model's weights as indices into codebooks of 2 to 256 values.",
    sortOptions = false,
    footer = {
      "",
      "PATTERN is a weight's name with * for any characters, or a regular expression after re:",
      "Example: pare cluster my-model -o my-model-3bit --bits 3 --granularity group:8",
      "Example: pare cluster my-model -o my-model-3bit --method gptq --bits 3 --calibration my-texts.txt"
    })
final class ClusterCommand implements Runnable {
  @Mixin private CompressionRun run;
  @Mixin private OutputFormat format;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "kmeans",
      description =
          "kmeans, the codebooks of least squared error (default); activation, where inputs are large"
              + " an error counts more; fisher, where the loss feels it; gptq, and errors make up for each"
              + " other.")
  private String method;

  @Option(
      names = "--bits",
      paramLabel = "N",
      defaultValue = "4",
      description = "Width of an index, 1 to 8; a codebook has 2^N values (default: 4).")
  private long bits;

  @Option(
      names = "--granularity",
      paramLabel = "WHAT",
      defaultValue = "channel",
      description =
          "What has a codebook: tensor, channel or group:G, G output channels (default: channel).")
  private String granularity;

  @Option(
      names = "--targets",
      paramLabel = "PATTERN",
      split = ",",
      description =
          "Weights to cluster (default: the blocks' linear layers; embedding and head only if named).")
  private List<String> targets = List.of();

  @Option(
      names = "--ignore",
      paramLabel = "PATTERN",
      split = ",",
      description = "Weights to leave alone.")
  private List<String> ignore = List.of();

  @Mixin private CalibrationOptions calibration;

  @Override
  public void run() {
    Step step = WrongUsage.unless(this::step);
    run.run(new Recipe(Recipe.VERSION, List.of(step)), format);
  }

  private Step step() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("bits", bits);
    settings.put("granularity", granularity);
    settings.put("targets", targets);
    settings.put("ignore", ignore);
    calibration.putInto(settings);
    Step step = new Step("cluster", method, new JsonObject("cluster " + method, settings));
    Methods.configure(step);
    return step;
  }
}
