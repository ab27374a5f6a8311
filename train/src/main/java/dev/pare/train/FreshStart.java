package dev.pare.train;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.train.bpe.BpeTrainer;
import dev.pare.train.data.Piece;
import dev.pare.train.data.SourceKind;
import dev.pare.train.fresh.FreshModel;
import java.util.List;
import java.util.stream.Collectors;

/** What a recipe that names no model begins with. */
public final class FreshStart {
  private FreshStart() {}

  /**
   * The recipe's fresh model, the same every time; its vocabulary is learned first if it is to be.
   *
   * @param kinds those that the recipe was read with
   */
  public static Checkpoint of(TrainingRecipe recipe, List<SourceKind> kinds, Progress progress) {
    TrainingRecipe.Fresh fresh = recipe.fresh().orElseThrow();
    if (fresh.tokenizer().isPresent()) {
      return FreshModel.of(fresh.shape(), fresh.tokenizer().get(), recipe.seed());
    }
    TrainingRecipe.Vocabulary vocabulary = fresh.vocabulary().orElseThrow();
    BpeTrainer trainer = new BpeTrainer(vocabulary.settings());
    try (TrainingData data = new TrainingData(recipe, kinds)) {
      long documents =
          Math.min(vocabulary.documents(), data.stream().pass().orElse(Long.MAX_VALUE));
      progress.begin("learning the vocabulary", documents, "documents");
      for (long i = 0; i < documents; i++) {
        List<Piece> pieces = data.stream().document(i).pieces();
        trainer.observe(pieces.stream().map(Piece::text).collect(Collectors.joining()));
        progress.advance(1);
      }
    }
    progress.end();
    return FreshModel.of(fresh.shape(), trainer.train().files(), recipe.seed());
  }
}
