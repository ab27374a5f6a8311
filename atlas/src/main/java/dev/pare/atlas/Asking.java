package dev.pare.atlas;

import java.util.List;

/** How a question and its answer are set: the first is the one that tests use. */
record Asking(String before, String after) {
  static final Asking TESTED = new Asking("Question: ", "\nAnswer:");
  private static final List<Asking> ALL =
      List.of(TESTED, TESTED, TESTED, new Asking("Q: ", "\nA:"), new Asking("", ""));

  static Asking draw(Chance chance) {
    return chance.oneOf(ALL);
  }

  String prompt(String question) {
    return before + question + after;
  }
}
