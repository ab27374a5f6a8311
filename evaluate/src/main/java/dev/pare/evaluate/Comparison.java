package dev.pare.evaluate;

import dev.pare.core.PareException;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Compares a model with a baseline over one corpus, batch by batch: the baseline's rows are kept
 * until the model's own, at the same positions, have been compared with them.
 */
final class Comparison {
  private final Corpus corpus;
  private final Progress progress;
  private final Scorer model;
  private final IntToDoubleFunction baseline; // what it gave a target, log
  private final Supplier<Perplexity> ofBaseline;
  private final double[] kl; // [targets]
  private final BitSet sameTop = new BitSet(); // [targets]
  private final float[] p; // [vocabulary], log: the baseline's row
  private final float[] q; // [vocabulary], log: the model's

  private Comparison(
      LanguageModel model,
      Corpus corpus,
      IntToDoubleFunction baseline,
      Supplier<Perplexity> ofBaseline,
      Progress progress) {
    this.corpus = corpus;
    this.progress = progress;
    this.model = new Scorer("the model", model, corpus, progress);
    this.baseline = baseline;
    this.ofBaseline = ofBaseline;
    this.kl = new double[corpus.targets()];
    this.p = new float[model.config().vocabularySize()];
    this.q = new float[p.length];
  }

  /**
   * @param memory bytes of rows beyond which a file under {@code folder} keeps them
   */
  static Divergence run(
      LanguageModel model,
      LanguageModel baseline,
      Corpus corpus,
      Progress progress,
      long memory,
      Path folder) {
    Scorer other = new Scorer("the baseline", baseline, corpus, progress);
    return new Comparison(model, corpus, other::logProbability, other::perplexity, progress)
        .sideBySide(other, memory, folder);
  }

  /** With a baseline that has run. */
  static Divergence run(LanguageModel model, BaselineRows kept, Progress progress) {
    return new Comparison(model, kept.corpus(), kept::logProbability, kept::perplexity, progress)
        .with(kept);
  }

  /** The text for both, after a look whether they mean the same by a token. */
  static Corpus corpus(
      LanguageModel model,
      LanguageModel baseline,
      EvaluationText text,
      PerplexityProtocol protocol) {
    int vocabulary = model.config().vocabularySize();
    int other = baseline.config().vocabularySize();
    if (vocabulary != other) {
      throw foreign("has a vocabulary of " + other + " tokens, the model one of " + vocabulary);
    }
    Corpus corpus = Corpus.of(text, model.tokenizer(), protocol);
    if (!corpus.sequences().equals(text.encode(baseline.tokenizer(), protocol.eachLine()))) {
      throw foreign("splits " + text.name() + " into other tokens than the model does");
    }
    return corpus;
  }

  private static PareException foreign(String difference) {
    return new PareException(
        "the baseline", difference, "compare with the model that this one was made of");
  }

  private Divergence sideBySide(Scorer other, long memory, Path folder) {
    long rowsInMemory = Math.max(1, memory / ((long) p.length * Float.BYTES));
    List<List<Segment>> batches = corpus.batches((int) Math.min(Scorer.BATCH_TOKENS, rowsInMemory));
    int rows = batches.stream().mapToInt(Comparison::rows).max().orElseThrow();
    progress.begin("divergence", 2 * corpus.tokens(), "tokens");
    try (RowStore store = RowStore.open(rows, p.length, memory, folder)) {
      for (List<Segment> batch : batches) {
        other.score(batch, (row, target, values) -> store.put(row, values));
        model.score(batch, (row, target, values) -> compare(store, row, target, values));
      }
    } finally {
      progress.end();
    }
    return figures();
  }

  private Divergence with(BaselineRows kept) {
    progress.begin("divergence", corpus.tokens(), "tokens");
    try {
      for (List<Segment> batch : corpus.batches(Scorer.BATCH_TOKENS)) {
        model.score(batch, (row, target, values) -> compare(kept.rows(), target, target, values));
      }
    } finally {
      progress.end();
    }
    return figures();
  }

  private static int rows(List<Segment> batch) {
    return batch.stream().mapToInt(Segment::targets).sum();
  }

  private void compare(RowStore store, int row, int target, FloatBuffer values) {
    store.get(row, p);
    values.get(values.position(), q);
    kl[target] = Distributions.divergence(p, q);
    sameTop.set(target, Distributions.top(p) == Distributions.top(q));
  }

  private Divergence figures() {
    List<Segment> segments = corpus.segments();
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(kl);
    return new Divergence(
        Estimate.of(segments, target -> kl[target]),
        percentile.evaluate(50),
        percentile.evaluate(99),
        Estimate.of(segments, target -> sameTop.get(target) ? 1 : 0),
        Math.sqrt(Estimate.of(segments, this::squaredDeltaP).value()),
        Estimate.of(segments, t -> baseline.applyAsDouble(t) - model.logProbability(t)),
        model.perplexity(),
        ofBaseline.get());
  }

  private double squaredDeltaP(int target) {
    double delta =
        Math.exp(model.logProbability(target)) - Math.exp(baseline.applyAsDouble(target));
    return delta * delta;
  }
}
