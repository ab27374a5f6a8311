package dev.pare.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pare prune}: one pruning step. */
@Command(
    name = "prune",
    description = "Sets a share of a model's weights to 0, and stores the others alone.",
    sortOptions = false,
    footer = {
      "",
      "A weight is stored sparse only where that is smaller; elsewhere its zeros are stored too.",
      "PATTERN is a weight's name with * for any characters, or a regular expression after re:",
      "Example: pare prune my-model -o my-model-half --method magnitude --sparsity 0.5",
      "Example: pare prune my-model -o my-model-24 --pattern 2:4",
      "Example: pare prune my-model -o pruned --method wanda --sparsity 0.5 --calibration my-texts.txt"
    })
final class PruneCommand implements Runnable {
  @Mixin private CompressionRun run;
  @Mixin private OutputFormat format;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "magnitude",
      description =
          "magnitude, the smallest go (default); wanda, the smallest times their inputs; sparsegpt, and"
              + " what stays makes up for it.")
  private String method;

  @ArgGroup(multiplicity = "1")
  private Amount amount;

  /** How many weights go. */
  static final class Amount {
    @Option(
        names = "--sparsity",
        paramLabel = "S",
        description = "The share of each weight matrix to set to 0, such as 0.5.")
    Double sparsity;

    @Option(
        names = "--pattern",
        paramLabel = "N:M",
        description = "Keep N of every M consecutive weights of a row, such as 2:4; M at most 8.")
    String pattern;
  }

  @Mixin private SelectionOptions selection;

  @Mixin private CalibrationOptions calibration;

  @Override
  public void run() {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (amount.sparsity != null) {
      settings.put("sparsity", amount.sparsity);
    } else {
      settings.put("pattern", amount.pattern);
    }
    selection.putInto(settings);
    calibration.putInto(settings);
    run.run("prune", method, settings, format);
  }
}
