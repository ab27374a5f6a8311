package dev.pare.evaluate;

import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.progress.Progress;
import java.util.List;

/** Runs one model over a corpus, batch by batch, and keeps what it gave each target. */
final class Scorer {
  /** At most so many tokens go to the engine at once, longer segments aside. */
  static final int BATCH_TOKENS = 8192;

  private final String name;
  private final LanguageModel model;
  private final Corpus corpus;
  private final Progress progress;
  private final float[] logProbabilities; // [targets], in document order
  private long nanos;

  Scorer(String name, LanguageModel model, Corpus corpus, Progress progress) {
    this.name = name;
    this.model = model;
    this.corpus = corpus;
    this.progress = progress;
    this.logProbabilities = new float[corpus.targets()];
  }

  void score(List<Segment> batch) {
    run(batch, new TargetSink(name, batch, logProbabilities, progress));
  }

  /** Shows {@code reader} the row that predicts each target, too. */
  void score(List<Segment> batch, RowReader reader) {
    run(batch, new RowSink(name, batch, logProbabilities, progress, reader));
  }

  private void run(List<Segment> batch, LogitSink sink) {
    long start = System.nanoTime();
    model.score(batch.stream().map(Segment::tokens).toList(), sink);
    nanos += System.nanoTime() - start;
  }

  /** What the model gave a target. */
  double logProbability(int target) {
    return logProbabilities[target];
  }

  void tell(ScoredTokens each) {
    for (int window = 0; window < corpus.segments().size(); window++) {
      Segment segment = corpus.segments().get(window);
      for (int i = 0; i < segment.targets(); i++) {
        int position = segment.firstTarget() + i;
        int id = segment.text().ids()[segment.start() + position];
        each.scored(window, position, id, logProbabilities[segment.offset() + i]);
      }
    }
  }

  Perplexity perplexity() {
    return Perplexity.of(corpus, logProbabilities, nanos * 1e-9);
  }
}
