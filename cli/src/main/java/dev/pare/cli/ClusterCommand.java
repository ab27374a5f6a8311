package dev.pare.cli;

import java.util.LinkedHashMap;
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

  @Mixin private SelectionOptions selection;

  @Mixin private CalibrationOptions calibration;

  @Override
  public void run() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("bits", bits);
    settings.put("granularity", granularity);
    selection.putInto(settings);
    calibration.putInto(settings);
    run.run("cluster", method, settings, format);
  }
}
