package dev.pare.evaluate.task;

import java.util.List;
import java.util.Optional;

/** What a task asks of a model. */
public sealed interface RequestKind {
  /**
   * The log-likelihood of a continuation for each choice; the likeliest is the model's answer.
   *
   * @param continuation what stands for a choice: its text ({@code {choice}}) or its letter ({@code
   *     {letter}})
   * @param option a line of {@code {options}}, the list of choices in a prompt
   * @param orders in how many orders of its choices each question is asked
   */
  record Choices(Template continuation, Template option, int orders) implements RequestKind {}

  /**
   * Greedy text after the prompt.
   *
   * @param target what a solved example says after its prompt
   * @param references the field that holds the right answers
   * @param stop texts that end the answer, no part of it
   * @param tokens how many at most
   * @param chat whether the prompt is a message, put as the model's chat template says
   * @param constraints what every answer's form must be
   * @param constraintField where each sample has its own instead; if neither is given, its
   *     references are it
   * @param judged how a judge rates the answers, where the user names one
   */
  record Generation(
      Template target,
      String references,
      List<String> stop,
      int tokens,
      boolean chat,
      List<String> constraints,
      Optional<String> constraintField,
      Optional<JudgedBy> judged)
      implements RequestKind {
    public Generation {
      stop = List.copyOf(stop);
      constraints = List.copyOf(constraints);
    }
  }

  /** The log-likelihood of the whole prompt, each token given all before it. */
  record Rolling() implements RequestKind {}
}
