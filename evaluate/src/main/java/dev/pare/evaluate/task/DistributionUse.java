package dev.pare.evaluate.task;

import dev.pare.core.lm.TokenSequence;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a model's whole distributions where models are compared: before each token of the
 * right choice's continuation, of a whole text, of the baseline's own generated answer.
 */
interface DistributionUse {
  /** They are not looked at. */
  DistributionUse NONE = (question, own) -> Optional.empty();

  /**
   * How those of one question are to be read; empty if not at all.
   *
   * @param own the tokens that the model itself generated; empty where it was not asked to
   */
  Optional<DistributionReading> of(Question question, TokenSequence own);

  /**
   * The sequences over whose targets distributions are compared.
   *
   * @param said the baseline's generated answer
   */
  static List<ScoredSequence> compared(RequestKind kind, Question question, TokenSequence said) {
    if (kind instanceof RequestKind.Choices) {
      return List.of(question.sequences().get(question.sample().answerIndex()));
    }
    if (kind instanceof RequestKind.Rolling) {
      return question.sequences();
    }
    return said.length() == 0 ? List.of() : List.of(new ScoredSequence(question.prompt(), said));
  }
}
