package dev.pare.atlas;

import java.util.List;
import java.util.Locale;

/** What atlas is tested in, and where a generated answer ends. */
public enum Gate {
  /** A fact asked for in wordings held back from training. */
  CLOSED_QUESTION(List.of("\n")),
  /** The same in wordings that were trained. */
  CLOSED_QUESTION_TRAINED(List.of("\n")),
  /** A sentence to end, in wordings held back from training. */
  CLOSED_STATEMENT(List.of("\n", ". ")),
  /** The same in wordings that were trained. */
  CLOSED_STATEMENT_TRAINED(List.of("\n", ". ")),
  /** The likeliest of four options, by their text; the prompt does not list them. */
  CHOICE(List.of("\n")),
  /** The letter of one of four options that the prompt lists. */
  LETTER(List.of("\n")),
  /** Whether a statement in a wording held back is true. */
  TRUTH(List.of("\n")),
  /** Questions about invented things with unseen names, whose answers stand in the prompt. */
  OPEN_BOOK(List.of("\n")),
  /** An invented incident to sum up in one line. */
  SUMMARY(List.of("\n")),
  /** An instruction whose fulfilment a program can check. */
  INSTRUCTION(List.of("\n\n"));

  private final List<String> stops;

  Gate(List<String> stops) {
    this.stops = stops;
  }

  /** A generated answer ends before the first of these, or at the end-of-text token. */
  public List<String> stops() {
    return stops;
  }

  /** As ids begin: {@code closed-question}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean ofFacts() {
    return ordinal() < OPEN_BOOK.ordinal();
  }
}
