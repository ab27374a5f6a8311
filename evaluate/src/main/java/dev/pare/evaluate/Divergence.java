package dev.pare.evaluate;

import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import java.nio.file.Path;

/**
 * How far a model is from the one it was made of, over the same positions of the same text: the
 * ones that {@link PerplexityProtocol} counts. Means come with the standard error of {@link
 * Estimate}; median and 99 % interpolate between neighbours, as numpy and llama.cpp do (R. J.
 * Hyndman and Y. Fan, <i>Sample Quantiles</i>, 1996, type 7).
 *
 * @param meanKl of KL(baseline ‖ model) = Σ p·(log p − log q) over the vocabulary, in nats, p the
 *     baseline's distribution and q the model's
 * @param medianKl the middle position's
 * @param percentile99Kl what 99 % of positions do not exceed
 * @param topAgreement share of positions where both find the same token most probable, the lowest
 *     id among equals
 * @param rmsDeltaP √ of the mean of (q(target) − p(target))²
 * @param negativeLogLikelihoodDifference model less baseline, target by target: as both read the
 *     same text, its standard error is far below that of either perplexity
 * @param model its own perplexity
 * @param baseline the baseline's
 */
public record Divergence(
    Estimate meanKl,
    double medianKl,
    double percentile99Kl,
    Estimate topAgreement,
    double rmsDeltaP,
    Estimate negativeLogLikelihoodDifference,
    Perplexity model,
    Perplexity baseline) {

  /** The baseline's rows of one batch stay in memory up to this, else in a temporary file. */
  private static final long MEMORY = 64L << 20;

  /**
   * Measures {@code model} against {@code baseline} on {@code text}.
   *
   * @throws dev.pare.core.PareException as for {@link Perplexity#measure}, or if the two models'
   *     tokens differ
   */
  public static Divergence measure(
      LanguageModel model,
      LanguageModel baseline,
      EvaluationText text,
      PerplexityProtocol protocol,
      Progress progress) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    Corpus corpus = Comparison.corpus(model, baseline, text, protocol);
    return Comparison.run(model, baseline, corpus, progress, MEMORY, folder);
  }

  /**
   * Measures {@code model} against a baseline that has run.
   *
   * @throws dev.pare.core.PareException as for {@link Perplexity#measure}
   */
  public static Divergence measure(LanguageModel model, BaselineRows baseline, Progress progress) {
    return Comparison.run(model, baseline, progress);
  }
}
