package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.lm.TokenSequence;
import dev.pare.evaluate.divergence.KeptRow;
import dev.pare.evaluate.divergence.RowDivergence;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a model's distributions with those that a baseline's answers hold. Where the two models
 * mean different things by a token, there is nothing to compare.
 */
final class ComparingUse implements DistributionUse {
  private final RequestKind kind;
  private final Map<String, Answer> baseline;
  private final float[] row; // [vocabulary]

  /**
   * @param baseline its answers by sample
   */
  ComparingUse(RequestKind kind, int vocabulary, Map<String, Answer> baseline) {
    this.kind = kind;
    this.baseline = baseline;
    this.row = new float[vocabulary];
  }

  @Override
  public Optional<DistributionReading> of(Question question, TokenSequence own) {
    Answer reference = baseline.get(question.sample().id());
    reference.requirePrompt(question.hash());
    Kept kept = reference.kept().orElseThrow();
    List<ScoredSequence> sequences = DistributionUse.compared(kind, question, kept.said());
    return kept.vocabulary() == row.length && kept.tokens().equals(Kept.hash(sequences))
        ? Optional.of(new Reading(question.sample().id(), sequences, kept.read()))
        : Optional.empty();
  }

  private final class Reading implements DistributionReading {
    private final List<ScoredSequence> sequences;
    private final List<KeptRow> kept;
    private final RowDivergence[] found;
    private final int[] next; // [sequences], the next row of each

    Reading(String sample, List<ScoredSequence> sequences, List<KeptRow> kept) {
      this.sequences = sequences;
      this.kept = kept;
      this.next = new int[sequences.size()];
      int rows = 0;
      for (int i = 0; i < next.length; i++) {
        next[i] = rows;
        rows += sequences.get(i).targets().length();
      }
      if (rows != kept.size()) {
        throw new PareException(
            sample,
            "the baseline's answer keeps " + kept.size() + " distributions, not " + rows,
            "remove the file of its answers");
      }
      this.found = new RowDivergence[rows];
    }

    @Override
    public List<ScoredSequence> sequences() {
      return sequences;
    }

    @Override
    public void row(int sequence, FloatBuffer logProbabilities) {
      logProbabilities.get(logProbabilities.position(), row);
      int at = next[sequence]++;
      found[at] = RowDivergence.of(kept.get(at), row);
    }

    @Override
    public Answer with(Answer answer) {
      return answer.with(SampleDivergence.of(Arrays.asList(found)));
    }
  }
}
