package dev.pare.evaluate.task;

import dev.pare.core.lm.TokenSequence;
import dev.pare.evaluate.divergence.KeptRows;
import dev.pare.evaluate.divergence.RowKeeper;
import java.io.ByteArrayOutputStream;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps a baseline's distributions in its answers. */
final class KeepingUse implements DistributionUse {
  private final RequestKind kind;
  private final int vocabulary;
  private final RowKeeper keeper;

  KeepingUse(RequestKind kind, int vocabulary) {
    this.kind = kind;
    this.vocabulary = vocabulary;
    this.keeper = new RowKeeper(vocabulary);
  }

  @Override
  public Optional<DistributionReading> of(Question question, TokenSequence own) {
    return Optional.of(new Reading(own, DistributionUse.compared(kind, question, own)));
  }

  private final class Reading implements DistributionReading {
    private final TokenSequence own;
    private final List<ScoredSequence> sequences;
    private final List<KeptRows> rows; // [sequences], for they may interleave

    Reading(TokenSequence own, List<ScoredSequence> sequences) {
      this.own = own;
      this.sequences = sequences;
      this.rows = Stream.generate(KeptRows::new).limit(sequences.size()).toList();
    }

    @Override
    public List<ScoredSequence> sequences() {
      return sequences;
    }

    @Override
    public void row(int sequence, FloatBuffer logProbabilities) {
      rows.get(sequence).add(keeper.keep(logProbabilities));
    }

    @Override
    public Answer with(Answer answer) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      rows.forEach(row -> all.writeBytes(row.bytes()));
      String base64 = Base64.getEncoder().encodeToString(all.toByteArray());
      return answer.with(new Kept(vocabulary, Kept.hash(sequences), own, base64));
    }
  }
}
