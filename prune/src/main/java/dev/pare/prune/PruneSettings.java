package dev.pare.prune;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.NamePattern;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The keys that every pruning method reads: {@code sparsity}, the share of each weight matrix to
 * set to 0, wherever they are; or {@code pattern}, N:M, which keeps N of every M consecutive
 * weights of a row; and the weights to change.
 *
 * @param pattern how the kept lie
 * @param sparsity the share that goes, in 0 … 1, exclusive
 */
record PruneSettings(SparsityPattern pattern, double sparsity, TensorSelection selection) {
  private static final String SPARSITY = "sparsity";
  private static final String PATTERN = "pattern";
  static final Set<String> KEYS =
      Set.of(SPARSITY, PATTERN, TensorSelection.TARGETS, TensorSelection.IGNORE);

  static PruneSettings read(JsonObject settings) {
    TensorSelection selection = TensorSelection.read(settings);
    if (settings.has(SPARSITY) == settings.has(PATTERN)) {
      throw new PareException(
          settings.source(),
          settings.has(SPARSITY)
              ? "has both a sparsity and a pattern"
              : "has neither a sparsity nor a pattern",
          "give sparsity, such as 0.5, or pattern, such as 2:4");
    }
    if (settings.has(PATTERN)) {
      SparsityPattern pattern = SparsityPattern.parse(settings.requireString(PATTERN));
      if (!(pattern instanceof KeptOf kept)) {
        throw new PareException(
            settings.source(), "pattern " + pattern + " says no number", "give sparsity");
      }
      return new PruneSettings(kept, 1 - (double) kept.kept() / kept.group(), selection);
    }
    double sparsity = settings.number(SPARSITY).orElseThrow();
    if (!(sparsity > 0 && sparsity < 1)) {
      throw new PareException(
          settings.source(), "sparsity " + sparsity + " is no share", "give 0.01 to 0.99");
    }
    return new PruneSettings(SparsityPattern.unstructured(), sparsity, selection);
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(SPARSITY, sparsity);
    all.put(PATTERN, pattern.toString());
    all.put(
        TensorSelection.TARGETS, selection.targets().stream().map(NamePattern::toString).toList());
    all.put(
        TensorSelection.IGNORE, selection.ignore().stream().map(NamePattern::toString).toList());
    return all;
  }
}
