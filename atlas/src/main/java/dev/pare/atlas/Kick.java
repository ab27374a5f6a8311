package dev.pare.atlas;

/**
 * The prompts of LLM-KICK (A. Jaiswal and others, <i>Compressing LLMs: The Truth is Rarely Pure and
 * Never Simple</i>, arXiv 2310.01382), as evaluate's bundled tasks put them to a model that has no
 * chat template. Texts and questions are set into them, answers follow after a blank.
 */
final class Kick {
  /** Its prompt ends in a blank, so that two stand before the answer. */
  static final Asking FACTOID =
      new Asking("", "Please give answer to this question: ", "\nThe answer is ");

  static final Asking CLOSED_BOOK = new Asking("Answer these questions:\n\n", "Q: ", "\nA:");

  /** After the line end that follows a text. */
  static final Asking OPEN_BOOK =
      new Asking("\nBased on these texts, answer these questions:\n\n", "Q: ", "\nA:");

  private static final String SUMMARIZE =
      "Summarize the given story in less than 150 words while preserving high coherence,"
          + " consistency, fluency, and relevance.\n\n";
  private static final String USER = "USER: ";
  private static final String ASSISTANT = "\nASSISTANT:";

  private Kick() {}

  /** Asks for the letter of an option as MMLU does (D. Hendrycks and others, arXiv 2009.03300). */
  static String choice(String subject, String question, Options options) {
    return "The following are multiple choice questions (with answers) about "
        + subject
        + ".\n\n"
        + question
        + options.lines()
        + "\nAnswer:";
  }

  static Draft instruction(Draft draft, String text) {
    return draft.template(USER + text + ASSISTANT);
  }

  static Draft story(Draft draft, String text) {
    return draft.template(USER + SUMMARIZE).context(text).template(ASSISTANT);
  }
}
