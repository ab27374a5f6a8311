package dev.pare.prune;

import dev.pare.calibrate.LinearMethod;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.NamePattern;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The keys that every pruning method of single weights reads: {@code sparsity}, the share of each
 * weight matrix to set to 0, wherever they are; or {@code pattern}, N:M, which keeps N of every M
 * consecutive weights of a row; the weights to change; and {@code ratios}, {@code uniform} (the
 * default) or {@code owl}, by which blocks of many outliers lose less, with its {@code outlier}
 * (default 5) and {@code lambda} (default 0.08).
 *
 * @param pattern how the kept lie
 * @param sparsity the share that goes, in 0 … 1
 * @param ratios absent where all blocks have the same share
 */
record PruneSettings(
    SparsityPattern pattern,
    double sparsity,
    Optional<OutlierRatios> ratios,
    TensorSelection selection) {
  private static final String SPARSITY = "sparsity";
  private static final String PATTERN = "pattern";
  private static final String RATIOS = "ratios";
  private static final String OUTLIER = "outlier";
  private static final String LAMBDA = "lambda";
  private static final String UNIFORM = "uniform";
  private static final String OWL = "owl";

  static final Set<String> KEYS =
      Set.of(
          SPARSITY,
          PATTERN,
          RATIOS,
          OUTLIER,
          LAMBDA,
          TensorSelection.TARGETS,
          TensorSelection.IGNORE);

  static PruneSettings read(JsonObject settings) {
    TensorSelection selection = TensorSelection.read(settings);
    Optional<OutlierRatios> ratios = ratios(settings);
    if (settings.has(SPARSITY) == settings.has(PATTERN)) {
      throw new PareException(
          settings.source(),
          settings.has(SPARSITY)
              ? "has both a sparsity and a pattern"
              : "has neither a sparsity nor a pattern",
          "give sparsity, such as 0.5, or pattern, such as 2:4");
    }
    if (settings.has(PATTERN)) {
      KeptOf kept = pattern(settings);
      double share = 1 - (double) kept.kept() / kept.group();
      return new PruneSettings(kept, share, ratios, selection);
    }
    double sparsity = settings.number(SPARSITY).orElseThrow();
    requireShare(settings, sparsity);
    return new PruneSettings(SparsityPattern.unstructured(), sparsity, ratios, selection);
  }

  /** What each block loses need not be what all lose together, where weights go anywhere. */
  private static Optional<OutlierRatios> ratios(JsonObject settings) {
    String name = settings.string(RATIOS).orElse(UNIFORM);
    double outlier = settings.number(OUTLIER).orElse(5.0);
    double lambda = settings.number(LAMBDA).orElse(0.08);
    if (name.equals(UNIFORM)) {
      if (settings.has(OUTLIER) || settings.has(LAMBDA)) {
        throw new PareException(
            settings.source(), "outlier and lambda are for ratios: owl", "add that, or leave them");
      }
      return Optional.empty();
    }
    if (!name.equals(OWL)) {
      throw new PareException(
          settings.source(), "unknown ratios \"" + name + "\"", "give uniform or owl");
    }
    if (settings.has(PATTERN)) {
      throw new PareException(
          settings.source(), "a pattern leaves ratios nothing to choose", "give sparsity");
    }
    if (!(outlier > 0) || Double.isInfinite(outlier) || !(lambda >= 0 && lambda <= 0.5)) {
      throw new PareException(
          settings.source(),
          "outlier " + outlier + " or lambda " + lambda + " is out of range",
          "give an outlier above 0, such as 5, and a lambda up to 0.5, such as 0.08");
    }
    return Optional.of(new OutlierRatios(outlier, lambda));
  }

  private static KeptOf pattern(JsonObject settings) {
    SparsityPattern pattern = SparsityPattern.parse(settings.requireString(PATTERN));
    if (pattern instanceof KeptOf kept) {
      return kept;
    }
    throw new PareException(
        settings.source(), "pattern " + pattern + " says no number", "give sparsity");
  }

  static void requireShare(JsonObject settings, double sparsity) {
    if (!(sparsity > 0 && sparsity < 1)) {
      throw new PareException(
          settings.source(), "sparsity " + sparsity + " is no share", "give 0.01 to 0.99");
    }
  }

  /** The same with another share, the same for all blocks. */
  PruneSettings withSparsity(double share) {
    return new PruneSettings(pattern, share, Optional.empty(), selection);
  }

  /** The method, or one for each block. */
  LinearMethod method(Function<PruneSettings, LinearMethod> made) {
    return ratios.isPresent() ? new OutlierWeighted(this, ratios.get(), made) : made.apply(this);
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(SPARSITY, sparsity);
    all.put(PATTERN, pattern.toString());
    all.put(RATIOS, ratios.isPresent() ? OWL : UNIFORM);
    ratios.ifPresent(
        owl -> {
          all.put(OUTLIER, owl.outlier());
          all.put(LAMBDA, owl.lambda());
        });
    all.put(
        TensorSelection.TARGETS, selection.targets().stream().map(NamePattern::toString).toList());
    all.put(
        TensorSelection.IGNORE, selection.ignore().stream().map(NamePattern::toString).toList());
    return all;
  }
}
