package dev.pare.atlas;

import java.util.List;

/**
 * How questions and their answers are set.
 *
 * @param header stands once before all questions
 */
record Asking(String header, String before, String after) {
  /** The one that the gates use. */
  static final Asking TESTED = new Asking("", "Question: ", "\nAnswer:");

  private static final List<Asking> OWN =
      List.of(TESTED, TESTED, TESTED, new Asking("", "Q: ", "\nA:"), new Asking("", "", ""));

  /** One of atlas's own. */
  static Asking draw(Chance chance) {
    return chance.oneOf(OWN);
  }

  String prompt(String question) {
    return before + question + after;
  }
}
