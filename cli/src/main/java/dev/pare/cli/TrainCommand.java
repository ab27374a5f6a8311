package dev.pare.cli;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.models.reference.ModelReference;
import dev.pare.train.FreshStart;
import dev.pare.train.StopSignal;
import dev.pare.train.Training;
import dev.pare.train.TrainingOptions;
import dev.pare.train.TrainingRecipe;
import dev.pare.train.TrainingRecipeReader;
import dev.pare.train.TrainingResult;
import dev.pare.train.data.SourceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pare train}: a model trained on text, as a recipe says. */
@Command(
    name = "train",
    description = "Trains a model on your own text, all of it or by LoRA, as a recipe says.",
    sortOptions = false,
    footer = {
      "",
      "Recipes are described in docs/train.md. A training that was interrupted or killed goes on",
      "where its state was saved, .DIR.state, when the same command is run again.",
      "Example: pare train --recipe stories.yaml -o my-stories"
    })
final class TrainCommand implements Runnable {
  @Option(
      names = "--recipe",
      paramLabel = "FILE.yaml",
      required = true,
      description = "What to train, on what, and how long.")
  private Path recipe;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The folder to make.")
  private Path output;

  @Option(names = "--force", description = "Replace DIR if it is a model, or empty.")
  private boolean force;

  @Mixin private ThreadsOption threads;

  @Mixin private ModelAccess access;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    TrainingOptions options = new TrainingOptions(threads.count(), force, format.progress());
    List<SourceKind> kinds = new ArrayList<>(SourceKind.bundled());
    kinds.add(new WorldKind());
    TrainingRecipe read = TrainingRecipeReader.read(recipe, kinds);
    StopSignal stop = new StopSignal();
    try (Checkpoint start = start(read, kinds);
        Training training = new Training(read, start, recipe, kinds)) {
      Interruption.lastWords(() -> lastWords(stop));
      training.run(output, options, stop).ifPresent(this::print);
    } finally {
      Interruption.lastWords(null);
    }
  }

  private Checkpoint start(TrainingRecipe read, List<SourceKind> kinds) {
    return read.from().isPresent()
        ? access.open(reference(read.base(), read.from().get()))
        : FreshStart.of(read, kinds, format.progress());
  }

  /** A path that is there, beside the recipe, or else any reference. */
  private static ModelReference reference(Path base, String from) {
    Path beside = base.resolve(from);
    return ModelReference.parse(Files.exists(beside) ? beside.toString() : from);
  }

  private static String lastWords(StopSignal stop) throws InterruptedException {
    stop.give();
    long step = stop.await();
    return step < 0
        ? "nothing unfinished was left behind"
        : "the state after step %,d is saved, run the same command to go on".formatted(step);
  }

  private void print(TrainingResult result) {
    format.print(text(result), json(result));
  }

  private static String text(TrainingResult result) {
    String heldOut =
        Double.isNaN(result.heldOutLoss()) ? "" : ", held out %.4f".formatted(result.heldOutLoss());
    return """
        %s
          loss         %.4f%s
          trained      %,d steps, %,d tokens, %,.0f tokens/s
          weights      %s (%.2f bits a weight)
          peak memory  %s
          time         %s
        """
        .formatted(
            result.output(),
            result.loss(),
            heldOut,
            result.steps(),
            result.tokens(),
            result.tokens() / result.seconds(),
            Units.bytes(result.bytes()),
            result.bitsPerWeight(),
            Units.bytes(result.peakRssBytes()),
            Units.seconds(result.seconds()));
  }

  private static Map<String, Object> json(TrainingResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", result.output().toString());
    json.put("bytes", result.bytes());
    json.put("bitsPerWeight", result.bitsPerWeight());
    json.put("seconds", result.seconds());
    json.put("peakRssBytes", result.peakRssBytes());
    json.put("steps", result.steps());
    json.put("tokens", result.tokens());
    json.put("loss", result.loss());
    json.put("heldOutLoss", result.heldOutLoss());
    return json;
  }
}
