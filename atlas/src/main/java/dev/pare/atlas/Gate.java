package dev.pare.atlas;

import dev.pare.core.PareException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What atlas is tested in, and where a generated answer ends. */
public enum Gate {
  /** A fact asked for in wordings held back from training. */
  CLOSED_QUESTION,
  /** The same in wordings that frames were improved by. */
  CLOSED_QUESTION_DEVELOPMENT,
  /** The same in wordings that were trained. */
  CLOSED_QUESTION_TRAINED,
  /** A sentence to end, in wordings held back from training. */
  CLOSED_STATEMENT,
  /** The same in wordings that frames were improved by. */
  CLOSED_STATEMENT_DEVELOPMENT,
  /** The same in wordings that were trained. */
  CLOSED_STATEMENT_TRAINED,
  /** The likeliest of four options, by their text; the prompt does not list them. */
  CHOICE,
  /** The letter of one of four options that the prompt lists. */
  LETTER,
  /** Whether a statement in a wording held back is true. */
  TRUTH,
  /** Questions about invented things with unseen names, whose answers stand in the prompt. */
  OPEN_BOOK,
  /** An invented incident to sum up in one line. */
  SUMMARY,
  /** An instruction whose fulfilment a program can check. */
  INSTRUCTION;

  /** A generated answer ends before the first of these, or at the end-of-text token. */
  public List<String> stops() {
    return switch (this) {
      case CLOSED_STATEMENT, CLOSED_STATEMENT_DEVELOPMENT, CLOSED_STATEMENT_TRAINED ->
          List.of("\n", ". ");
      case INSTRUCTION -> List.of("\n\n");
      default -> List.of("\n");
    };
  }

  /** As ids begin: {@code closed-question}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws PareException if there is none of that id
   */
  public static Gate named(String where, String id) {
    for (Gate gate : values()) {
      if (gate.id().equals(id)) {
        return gate;
      }
    }
    throw new PareException(
        where,
        "unknown gate \"" + id + "\"",
        "known are " + Arrays.stream(values()).map(Gate::id).collect(Collectors.joining(", ")));
  }

  /** Whether it asks for facts of the world, not for something invented. */
  public boolean ofFacts() {
    return this != OPEN_BOOK && this != SUMMARY && this != INSTRUCTION;
  }
}
