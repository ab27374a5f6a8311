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
    description =
        "Sets a share of a model's weights to 0, and stores the others alone; or removes blocks.",
    sortOptions = false,
    footer = {
      "",
      "A weight is stored sparse only where that is smaller; elsewhere its zeros are stored too.",
      "PATTERN is a weight's name with * for any characters, or a regular expression after re:",
      "Example: pare prune my-model -o my-model-half --method magnitude --sparsity 0.5",
      "Example: pare prune my-model -o my-model-24 --pattern 2:4",
      "Example: pare prune my-model -o pruned --method wanda --sparsity 0.5 --calibration my-texts.txt",
      "Example: pare prune my-model -o shallow --method depth --blocks 4 --calibration generated"
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
              + " what stays makes up for it; depth, whole blocks, those that change least.")
  private String method;

  @ArgGroup(multiplicity = "1")
  private Amount amount;

  /** How many weights go. */
  static final class Amount {
    @Option(
        names = "--sparsity",
        paramLabel = "S",
        description =
            "The share of each weight matrix to set to 0, such as 0.5; of the blocks, with depth.")
    Double sparsity;

    @Option(
        names = "--pattern",
        paramLabel = "N:M",
        description = "Keep N of every M consecutive weights of a row, such as 2:4; M at most 8.")
    String pattern;

    @Option(
        names = "--blocks",
        paramLabel = "N",
        description = "How many blocks to remove, with depth.")
    Long blocks;
  }

  @Option(
      names = "--ratios",
      paramLabel = "NAME",
      description =
          "uniform, all blocks lose the same share (default); owl, those of many outliers less, which"
              + " needs a calibration.")
  private String ratios;

  @Mixin private SelectionOptions selection;

  @Mixin private CalibrationOptions calibration;

  @Override
  public void run() {
    Map<String, Object> settings = new LinkedHashMap<>();
    put("sparsity", amount.sparsity, settings);
    put("pattern", amount.pattern, settings);
    put("blocks", amount.blocks, settings);
    put("ratios", ratios, settings);
    selection.putInto(settings);
    calibration.putInto(settings);
    run.run("prune", method, settings, format);
  }

  /** What was not given is no key: not every method knows all. */
  private static void put(String key, Object value, Map<String, Object> settings) {
    if (value != null) {
      settings.put(key, value);
    }
  }
}
