package dev.pare.evaluate.task;

import dev.pare.core.io.Hashes;
import dev.pare.core.lm.TokenSequence;
import dev.pare.evaluate.divergence.KeptRow;
import dev.pare.evaluate.divergence.KeptRows;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What an answer keeps of a model's distributions, for other models to be compared with.
 *
 * @param vocabulary how many tokens the model has
 * @param tokens hash of the sequences that the distributions are over
 * @param said the tokens of a generated answer, a stop text's included; else none
 * @param rows {@link KeptRows} in base 64, one before each token that is compared
 */
record Kept(int vocabulary, String tokens, TokenSequence said, String rows) {
  /** Raised when other distributions, or other parts of them, are kept. */
  static final int FORMAT = 1;

  /**
   * @throws IllegalArgumentException if the rows are none
   */
  List<KeptRow> read() {
    return KeptRows.read(Base64.getDecoder().decode(rows), vocabulary);
  }

  static String hash(List<ScoredSequence> compared) {
    StringBuilder ids = new StringBuilder();
    for (ScoredSequence sequence : compared) {
      ids.append(Arrays.toString(sequence.context().ids()));
      ids.append(Arrays.toString(sequence.targets().ids()));
    }
    return Hashes.sha256(ids.toString()).substring(0, 16);
  }
}
