package dev.pare.evaluate.task;

import java.util.List;

/**
 * What a model said to one question.
 *
 * @param id of the sample
 * @param prompt SHA-256 of all that it was asked
 * @param shots examples that stood before the question: fewer than the task's where its context is
 *     too small
 * @param cut whether words at the prompt's start were left out to fit it into the context
 * @param likelihoods one a choice; one of the whole text for a rolling request; one of the
 *     generated text where {@code dense_likelihood} rates it; else none
 * @param text what was generated, without what stopped it; else ""
 * @param finish why it ended there: {@code stop} text, {@code end} token, {@code length}, {@code
 *     context}; else ""
 * @param heads the option that each attention head points at, as {@link QkScores} spells them; ""
 *     where none is asked
 */
public record Answer(
    String id,
    String prompt,
    int shots,
    boolean cut,
    List<Likelihood> likelihoods,
    String text,
    String finish,
    String heads) {
  public Answer {
    likelihoods = List.copyOf(likelihoods);
  }

  Answer withLikelihoods(List<Likelihood> rated) {
    return new Answer(id, prompt, shots, cut, rated, text, finish, heads);
  }
}
