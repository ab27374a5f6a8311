package dev.pare.train;

import dev.pare.core.json.JsonObject;
import dev.pare.train.data.DocumentSource;
import dev.pare.train.data.DocumentStream;
import dev.pare.train.data.SourceKind;
import java.util.ArrayList;
import java.util.List;

/** A recipe's data, opened. */
final class TrainingData implements AutoCloseable {
  private final List<String> identities = new ArrayList<>();
  private final DocumentStream stream;

  /**
   * @param kinds those that the recipe was read with
   */
  TrainingData(TrainingRecipe recipe, List<SourceKind> kinds) {
    List<DocumentStream.Part> parts = new ArrayList<>();
    try {
      for (JsonObject item : recipe.data()) {
        SourceKind kind = TrainingRecipeReader.kind(item, kinds);
        DocumentSource source = kind.open(item, recipe.base(), recipe.seed());
        parts.add(new DocumentStream.Part(source, item.number("weight").orElse(1.0)));
        identities.add(source.identity());
      }
      stream = new DocumentStream(parts, recipe.evaluation().documents(), recipe.seed());
    } catch (RuntimeException e) {
      parts.forEach(part -> part.source().close());
      throw e;
    }
  }

  DocumentStream stream() {
    return stream;
  }

  /** What each source depends on. */
  List<String> identities() {
    return identities;
  }

  @Override
  public void close() {
    stream.close();
  }
}
