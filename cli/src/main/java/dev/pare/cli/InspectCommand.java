package dev.pare.cli;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.models.reference.ModelReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare inspect}: what a model is and what it weighs, from its headers alone. */
@Command(
    name = "inspect",
    description = "Shows a model's architecture, its size by layer, and how it was compressed.",
    sortOptions = false,
    footer = {"", "Example: pare inspect my-model-4bit --weights"})
final class InspectCommand implements Runnable {
  @Parameters(paramLabel = "MODEL", description = "The model to look at.")
  private ModelReference model;

  @Option(names = "--weights", description = "List every weight, not only layers.")
  private boolean weights;

  @Mixin private ModelAccess access;
  @Mixin private AdapterOption adapter;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    try (Checkpoint checkpoint = adapter.with(access.open(model))) {
      List<WeightSummary> layers = WeightSummary.of(checkpoint, weights);
      WeightSummary total = WeightSummary.total(layers);
      format.print(text(checkpoint, layers, total), json(checkpoint, layers, total));
    }
  }

  private static String text(
      Checkpoint checkpoint, List<WeightSummary> layers, WeightSummary total) {
    ModelConfig config = checkpoint.config();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %d layers, hidden %d, feed-forward %d, %d heads of %d (%d key/value), vocabulary %,d, context %,d%n"
            .formatted(
                config.architecture(),
                config.layers(),
                config.hiddenSize(),
                config.intermediateSize(),
                config.attentionHeads(),
                config.headDim(),
                config.keyValueHeads(),
                config.vocabularySize(),
                config.maxPositions()));
    int width = layers.stream().mapToInt(layer -> layer.name().length()).max().orElse(0);
    String row = "  %-" + Math.max(width, 5) + "s %15s %10s %7s  %s%n";
    text.append(row.formatted("", "parameters", "size", "bits/w", "stored as"));
    layers.forEach(layer -> text.append(layer.row(row)));
    text.append(total.row(row));
    for (AppliedStep step : checkpoint.history()) {
      String made = "%s %s %s".formatted(step.kind(), step.method(), step.settings());
      text.append("made by: %s%n".formatted(OutputFormat.printable(made)));
    }
    return text.toString();
  }

  private static Map<String, Object> json(
      Checkpoint checkpoint, List<WeightSummary> layers, WeightSummary total) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architecture", checkpoint.config().architecture());
    json.put("parameters", total.parameters());
    json.put("bytes", total.bytes());
    json.put("bitsPerWeight", total.bitsPerWeight());
    json.put("history", checkpoint.history().stream().map(InspectCommand::json).toList());
    json.put("layers", layers.stream().map(WeightSummary::json).toList());
    return json;
  }

  private static Map<String, Object> json(AppliedStep step) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", step.kind());
    json.put("method", step.method());
    json.put("settings", step.settings());
    return json;
  }
}
