package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiConsumer;

/** Sums up the log-probabilities that count, and hands on the distributions that are read. */
final class TargetSums implements LogitSink {
  private final String model;
  private final String task;
  private final List<ScoredSequence> sequences = new ArrayList<>();
  private final IdentityHashMap<ScoredSequence, Read> read = new IdentityHashMap<>();
  private Likelihood[] likelihoods = {};

  /** A sequence as one of a reading's. */
  private record Read(DistributionReading reading, int number) {}

  /**
   * @param model what errors call it
   * @param task its name, for errors
   */
  TargetSums(String model, String task) {
    this.model = model;
    this.task = task;
  }

  void add(ScoredSequence sequence) {
    sequences.add(sequence);
  }

  /** Takes the distributions before the targets of some of the sequences, the very same objects. */
  void read(DistributionReading reading) {
    for (int i = 0; i < reading.sequences().size(); i++) {
      read.put(reading.sequences().get(i), new Read(reading, i));
    }
  }

  int sequences() {
    return sequences.size();
  }

  /**
   * @param engine scores a batch for a sink
   */
  void score(BiConsumer<List<TokenSequence>, LogitSink> engine) {
    likelihoods = new Likelihood[sequences.size()];
    List<TokenSequence> tokens = sequences.stream().map(ScoredSequence::tokens).toList();
    engine.accept(tokens, this);
  }

  /** One a sequence, in the order they were added. */
  List<Likelihood> likelihoods() {
    return Arrays.asList(likelihoods);
  }

  @Override
  public Rows rows() {
    return read.isEmpty() ? Rows.NONE : Rows.LOG_PROBABILITIES;
  }

  @Override
  public int firstRow(int sequence, int length) {
    return read.containsKey(sequences.get(sequence)) ? context(sequence) - 1 : length;
  }

  /** The last token's distribution is of what follows, which nobody compares. */
  @Override
  public int endRow(int sequence, int length) {
    return length - 1;
  }

  @Override
  public int firstTarget(int sequence, int length) {
    return context(sequence);
  }

  private int context(int sequence) {
    return sequences.get(sequence).context().length();
  }

  @Override
  public void row(int sequence, int position, FloatBuffer logProbabilities) {
    require(logProbabilities.get(logProbabilities.position())); // one NaN makes all of a row NaN
    Read as = read.get(sequences.get(sequence));
    as.reading().row(as.number(), logProbabilities);
  }

  @Override
  public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
    int tokens = sequences.get(sequence).targets().length();
    double sum = 0;
    boolean all = true;
    for (int t = logProbabilities.length - tokens; t < logProbabilities.length; t++) {
      sum += logProbabilities[t];
      all &= greedy[t];
    }
    require(sum);
    likelihoods[sequence] = new Likelihood(sum, tokens, all);
  }

  private void require(double logProbability) {
    if (Double.isNaN(logProbability)) {
      throw new PareException(
          model,
          "gives NaN instead of a log-probability in task " + task,
          "check its weights, or evaluate it in float32");
    }
  }
}
