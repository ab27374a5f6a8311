package dev.pare.bench;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model whose scoring is counted, and after each batch of which the machine's own rate is
 * measured. What several sequences begin with alike counts once, whether the engine finds it or
 * not; padding, attention and the last token, which nobody needs, count nothing.
 */
final class CountedModel implements LanguageModel {
  private final LanguageModel model;
  private final MatmulRate rate;
  private final double blockWeights;
  private final double headWeights;
  private long tokens;
  private long predictions;
  private double measuring; // seconds

  CountedModel(LanguageModel model, MatmulRate rate) {
    this.model = model;
    this.rate = rate;
    ModelConfig config = model.config();
    double block = 0;
    for (ModelLayout.Weight weight : new ModelLayout(config).block()) {
      block += weight.kind() == ModelLayout.Kind.LINEAR ? weight.shape().size() : 0;
    }
    blockWeights = block * config.layers();
    headWeights = (double) config.vocabularySize() * config.hiddenSize();
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink) {
    count(batch, sink);
    model.score(batch, sink);
    long start = System.nanoTime();
    rate.measure();
    measuring += (System.nanoTime() - start) * 1e-9;
  }

  private void count(List<TokenSequence> batch, LogitSink sink) {
    List<Integer> order =
        IntStream.range(0, batch.size())
            .boxed()
            .sorted(Comparator.comparing(i -> batch.get(i).ids(), Arrays::compare))
            .toList();
    int[] before = {};
    for (int i : order) {
      int[] ids = batch.get(i).ids();
      int end = ids.length - 1;
      int mismatch = Arrays.mismatch(before, 0, Math.max(0, before.length - 1), ids, 0, end);
      int shared = mismatch < 0 ? end : mismatch;
      tokens += end - shared;
      predictions += end - Math.max(shared, sink.firstTarget(i, ids.length) - 1);
      before = ids;
    }
  }

  /** Tokens that had to be read. */
  long tokens() {
    return tokens;
  }

  /** Positions whose logits had to be computed. */
  long predictions() {
    return predictions;
  }

  /** Two for each weight of a block's matrices a token, and of the head's a prediction. */
  double operations() {
    return 2 * (tokens * blockWeights + predictions * headWeights);
  }

  /** Time that went into the machine's own rate. */
  double measuring() {
    return measuring;
  }

  @Override
  public void generate(List<GenerationRequest> batch, TokenSink sink) {
    model.generate(batch, sink);
  }

  @Override
  public ModelConfig config() {
    return model.config();
  }

  @Override
  public Tokenizer tokenizer() {
    return model.tokenizer();
  }

  @Override
  public void close() {
    model.close();
  }
}
