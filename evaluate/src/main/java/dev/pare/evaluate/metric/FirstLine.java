package dev.pare.evaluate.metric;

/** The line that answers a question: what follows it is the model's next question, or chatter. */
public final class FirstLine {
  private FirstLine() {}

  /** The first line that is not blank, without white space at its ends; empty if there is none. */
  public static String of(String answer) {
    return answer.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
