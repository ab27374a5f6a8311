package dev.pare.evaluate;

import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;

/**
 * How well a model predicts a text: the exponential of its mean negative log-likelihood.
 *
 * <pre>{@code
 * nll = −1/N · Σ log p(tokenₜ | the tokens before it in its window),   perplexity = exp(nll)
 * }</pre>
 *
 * <p>The sum runs over the N targets that {@link PerplexityProtocol} counts, each once and with
 * equal weight. For equal windows that is the mean of the windows' means, the field's "Σ over
 * windows of mean · length / total". The perplexity's standard error is perplexity · se(nll), by
 * the delta method, with se(nll) as in {@link Estimate}.
 *
 * @param standardError of the perplexity; NaN for a single window
 * @param negativeLogLikelihood a target, in nats, with its standard error
 * @param tokens targets counted; neither a start token nor the first token of a window is one
 * @param windows windows, or lines
 * @param startToken where a start token stood
 * @param seconds spent in the model
 */
public record Perplexity(
    double perplexity,
    double standardError,
    Estimate negativeLogLikelihood,
    long tokens,
    int windows,
    PerplexityProtocol protocol,
    StartToken startToken,
    double seconds) {

  /**
   * Measures {@code model} on {@code text}.
   *
   * @throws dev.pare.core.PareException if the text has no token to predict, or the model gives one
   *     no probability
   */
  public static Perplexity measure(
      LanguageModel model, EvaluationText text, PerplexityProtocol protocol, Progress progress) {
    return measure(model, text, protocol, progress, (window, position, id, logProbability) -> {});
  }

  /**
   * The same; then tells {@code each} of every counted token.
   *
   * @throws dev.pare.core.PareException as above
   */
  public static Perplexity measure(
      LanguageModel model,
      EvaluationText text,
      PerplexityProtocol protocol,
      Progress progress,
      ScoredTokens each) {
    Corpus corpus = Corpus.of(text, model.tokenizer(), protocol);
    Scorer scorer = new Scorer("the model", model, corpus, progress);
    progress.begin("perplexity", corpus.tokens(), "tokens");
    try {
      corpus.batches(Scorer.BATCH_TOKENS).forEach(scorer::score);
    } finally {
      progress.end();
    }
    scorer.tell(each);
    return scorer.perplexity();
  }

  static Perplexity of(Corpus corpus, float[] logProbabilities, double seconds) {
    Estimate nll = Estimate.of(corpus.segments(), target -> -logProbabilities[target]);
    double perplexity = Math.exp(nll.value());
    return new Perplexity(
        perplexity,
        perplexity * nll.standardError(),
        nll,
        corpus.targets(),
        corpus.segments().size(),
        corpus.protocol(),
        corpus.startToken(),
        seconds);
  }
}
