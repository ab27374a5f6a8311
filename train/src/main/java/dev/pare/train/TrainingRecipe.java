package dev.pare.train;

import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.DType;
import dev.pare.models.ComputeType;
import dev.pare.train.bpe.BpeSettings;
import dev.pare.train.data.StepReader;
import dev.pare.train.fresh.ModelDescription;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training as a file describes it; {@link TrainingRecipeReader} reads it, docs/train.md has the
 * keys.
 *
 * @param base the folder that paths in it are relative to
 * @param from the model to begin with, a reference or a path; empty for a fresh one
 * @param fresh the model to make, where none is begun with
 * @param data its sources, as they stand there
 * @param lora empty for full training
 * @param stored the type of the output's weights
 * @param settings every setting with its value, defaults included, as {@code pare.json} keeps them
 */
public record TrainingRecipe(
    Path base,
    Optional<String> from,
    Optional<Fresh> fresh,
    List<JsonObject> data,
    Optional<Lora> lora,
    StepReader.Shape shape,
    Schedule schedule,
    AdamWSettings optimizer,
    ComputeType compute,
    DType stored,
    long seed,
    Evaluation evaluation,
    Saving saving,
    Map<String, Object> settings) {
  public TrainingRecipe {
    data = List.copyOf(data);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * A model to make.
   *
   * @param tokenizer the folder whose tokenizer it gets; empty where a vocabulary is learned
   */
  public record Fresh(
      ModelDescription shape, Optional<Path> tokenizer, Optional<Vocabulary> vocabulary) {}

  /** A vocabulary to learn from the first so many documents of the data, or from all once. */
  public record Vocabulary(BpeSettings settings, int documents) {}

  /** Which matrices get factors, how thin, and what their product is scaled by, times the rank. */
  public record Lora(int rank, double alpha, TensorSelection selection) {}

  /**
   * @param every steps; 0 for never
   * @param documents that are held out for it
   */
  public record Evaluation(long every, int documents) {}

  /**
   * When the state is saved, besides at an interruption: whichever comes first.
   *
   * @param steps 0 for no limit
   */
  public record Saving(long steps, double minutes) {}
}
