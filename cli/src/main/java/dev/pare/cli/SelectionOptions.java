package dev.pare.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which weights a step changes. */
final class SelectionOptions {
  @Option(
      names = "--targets",
      paramLabel = "PATTERN",
      split = ",",
      description =
          "Weights to change (default: the blocks' linear layers; embedding and head only if named).")
  private List<String> targets = List.of();

  @Option(
      names = "--ignore",
      paramLabel = "PATTERN",
      split = ",",
      description = "Weights to leave alone.")
  private List<String> ignore = List.of();

  /** Adds what was given; a method that changes no single weights knows none of these keys. */
  void putInto(Map<String, Object> settings) {
    if (!targets.isEmpty()) {
      settings.put("targets", targets);
    }
    if (!ignore.isEmpty()) {
      settings.put("ignore", ignore);
    }
  }
}
