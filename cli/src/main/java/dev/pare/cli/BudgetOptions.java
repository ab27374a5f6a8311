package dev.pare.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A size that the result is to keep to, each weight in an encoding of its own. */
final class BudgetOptions {
  @Option(
      names = "--target-bpw",
      paramLabel = "X",
      description =
          "Choose every weight's bits by what the model would lose, so that all weights take X bits"
              + " each; embedding and head too, unless --targets or --ignore say otherwise.")
  private Double bitsPerWeight;

  @Option(
      names = "--target-size",
      paramLabel = "S",
      description =
          "The same, for all weights together: bytes, or 60MB, 1.5GB; in place of --target-bpw.")
  private String size;

  @Option(
      names = "--choice",
      paramLabel = "KEY=VALUE,...",
      description =
          "An encoding to choose from, by bits, group and symmetric; as often as there are (default: 2,"
              + " 3, 4, 5, 6 and 8 bits).")
  private List<String> choices = List.of();

  @Option(
      names = "--sensitivities",
      paramLabel = "FILE.json",
      description =
          "Where what was measured is kept for other targets; read where it is there already.")
  private String sensitivities;

  /** Adds what was given; a method without budgets knows none of these keys. */
  void putInto(Map<String, Object> settings) {
    if (bitsPerWeight != null) {
      settings.put("targetBpw", bitsPerWeight);
    }
    if (size != null) {
      settings.put("targetSize", size);
    }
    if (!choices.isEmpty()) {
      settings.put(
          "choices",
          WrongUsage.unless(() -> choices.stream().map(RuleOption::parseChoice).toList()));
    }
    if (sensitivities != null) {
      settings.put("sensitivities", sensitivities);
    }
  }
}
