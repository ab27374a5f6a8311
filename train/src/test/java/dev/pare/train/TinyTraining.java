package dev.pare.train;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.train.data.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A recipe of {@link #STEPS} quick steps, from nothing, and its data, in a folder. */
final class TinyTraining {
  static final int STEPS = 8;
  static final String RECIPE =
      """
      version: 1
      model:
        hiddenSize: 16
        layers: 1
        heads: 2
        keyValueHeads: 1
        intermediateSize: 20
        context: 64
        vocabulary: {vocabularySize: 280}
      data:
        - text: lines.txt
      length: 24
      batch: 2
      accumulate: 2
      sampleBelow: 0.5
      steps: 8
      rate: 0.01
      seed: 4
      evaluation: {every: 3, documents: 5}
      """;

  private final Path folder;
  private final List<SourceKind> kinds = SourceKind.bundled();

  TinyTraining(Path folder) throws IOException {
    this.folder = folder;
    String lines =
        IntStream.range(0, 40)
            .mapToObj(i -> "the number after " + i + " is " + (i + 1))
            .collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("lines.txt"), lines);
  }

  Path output() {
    return folder.resolve("out");
  }

  Path state() {
    return folder.resolve(".out.state");
  }

  byte[] weights() throws IOException {
    return Files.readAllBytes(output().resolve("model.safetensors"));
  }

  /** Trains by {@link #RECIPE}. */
  Optional<TrainingResult> run(Progress progress, StopSignal stop) throws IOException {
    return run(RECIPE, progress, stop);
  }

  Optional<TrainingResult> run(String yaml, Progress progress, StopSignal stop) throws IOException {
    TrainingRecipe recipe = read(yaml);
    try (Checkpoint start = FreshStart.of(recipe, kinds, Progress.none())) {
      return run(recipe, start, progress, stop);
    }
  }

  /** Trains a model in place of a fresh one. */
  Optional<TrainingResult> run(
      TrainingRecipe recipe, Checkpoint start, Progress progress, StopSignal stop) {
    TrainingOptions options = new TrainingOptions(1, false, progress);
    try (Training training = new Training(recipe, start, "tokenizer", kinds)) {
      return training.run(output(), options, stop);
    }
  }

  TrainingRecipe read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("recipe.yaml"), yaml);
    return TrainingRecipeReader.read(file, kinds);
  }

  /** Progress that does something when a step has been counted. */
  static Progress at(int step, Runnable action) {
    return new Progress() {
      private boolean training;
      private int steps;

      @Override
      public void begin(String task, long total, String unit) {
        training = task.equals("training");
      }

      @Override
      public void advance(long units) {
        if (training && ++steps == step) {
          action.run();
        }
      }

      @Override
      public void note(String line) {}

      @Override
      public void end() {
        training = false;
      }
    };
  }
}
