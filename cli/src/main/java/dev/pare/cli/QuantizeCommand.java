package dev.pare.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pare quantize}: one quantization step. */
@Command(
    name = "quantize",
    description = "Stores a model's weights as integers of 2 to 8 bits.",
    sortOptions = false,
    footer = {
      "",
      "PATTERN is a weight's name with * for any characters, or a regular expression after re:",
      "Example: pare quantize my-model -o my-model-4bit --method rtn --bits 4 --group-size 64",
      "Example: pare quantize my-model -o my-model-3bit --method gptq --bits 3 --calibration my-texts.txt",
      "Example: pare quantize my-model -o fits --method gptq --calibration my-texts.txt --target-size 60MB",
      "Example: pare quantize my-model -o my-model-awq --method awq --calibration my-texts.txt",
      "Example: pare quantize my-model -o mixed --bits 3 --rule '*.down_proj.weight:bits=6,group=32'"
    })
final class QuantizeCommand implements Runnable {
  @Mixin private CompressionRun run;
  @Mixin private OutputFormat format;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "rtn",
      description =
          "rtn, round to nearest (default); gptq, errors make up for each other; awq, what meets"
              + " large inputs is rounded finer; hqq, zero points that few outliers spoil.")
  private String method;

  @Option(names = "--bits", paramLabel = "N", description = "Width of a code, 2 to 8 (default: 4).")
  private Long bits;

  @Option(
      names = "--group-size",
      paramLabel = "G",
      defaultValue = "64",
      description = "Weights that share a scale: a number, channel or tensor (default: 64).")
  private String groupSize;

  @ArgGroup private Symmetry symmetry;

  /** Which of the two was asked for. */
  static final class Symmetry {
    @Option(names = "--symmetric", description = "No zero points (default).")
    boolean symmetric;

    @Option(names = "--asymmetric", description = "A zero point beside every scale.")
    boolean asymmetric;
  }

  @Option(
      names = "--grid",
      paramLabel = "NAME",
      description =
          "How rtn and gptq find scales: range (rtn's default), mse, or leastSquares, which weighs by"
              + " the inputs of the --calibration (gptq's default).")
  private String grid;

  @Mixin private SelectionOptions selection;

  @Option(
      names = "--rule",
      paramLabel = "PATTERN:KEY=VALUE,...",
      description =
          "Other bits, group or symmetric for some weights; the first rule that matches counts.")
  private List<String> rules = List.of();

  @Mixin private CalibrationOptions calibration;
  @Mixin private BudgetOptions budget;

  @Override
  public void run() {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (bits != null) {
      settings.put("bits", bits);
    }
    settings.put("group", groupSize);
    if (symmetry != null) {
      settings.put("symmetric", !symmetry.asymmetric);
    }
    if (grid != null) {
      settings.put("grid", grid);
    }
    selection.putInto(settings);
    settings.put("rules", WrongUsage.unless(() -> rules.stream().map(RuleOption::parse).toList()));
    calibration.putInto(settings);
    budget.putInto(settings);
    run.run("quantize", method, settings, format);
  }
}
