package dev.pare.evaluate.triple;

import dev.pare.core.PareException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a relation is said. As in ParaRel (arXiv 2102.01017) {@code [X]} stands for the subject and
 * {@code [Y]} for the object: {@code The capital of [X] is [Y].}
 */
public final class Wording {
  /** What stands for an object that is asked for, as in KGQuiz (arXiv 2310.09725). */
  public static final String BLANK = "[MASK]";

  private static final Pattern ENTITY = Pattern.compile("\\[([XY])]");

  private final String statement;
  private final Optional<String> question;

  /**
   * @param where what to name in errors
   * @param statement a sentence with both {@code [X]} and {@code [Y]}
   * @param question one with {@code [X]}, of which the object is the answer
   * @throws PareException if one of them is missing there, or {@code [Y]} is in the question
   */
  public Wording(String where, String statement, Optional<String> question) {
    if (!statement.contains("[X]") || !statement.contains("[Y]")) {
      throw new PareException(
          where, "\"" + statement + "\" lacks [X] or [Y]", "write a sentence with both");
    }
    if (question.filter(q -> !q.contains("[X]") || q.contains("[Y]")).isPresent()) {
      throw new PareException(
          where,
          "\"" + question.get() + "\" is no question about [X]",
          "write one with [X] and without [Y]");
    }
    this.statement = sentence(statement);
    this.question = question;
  }

  /** A relation's own name between subject and object, as KGQuiz says facts. */
  static String plain(String relation) {
    return "[X] " + relation.replace('_', ' ') + " [Y]";
  }

  /** No space before the full stop, and a full stop. */
  private static String sentence(String text) {
    String bare = text.strip().replaceFirst("\\s*\\.$", "");
    return bare.matches("(?s).*[!?]") ? bare : bare + ".";
  }

  public String statement(String subject, String object) {
    return filled(statement, subject, object);
  }

  /** The statement with {@link #BLANK} in the object's place. */
  public String blank(String subject) {
    return filled(statement, subject, BLANK);
  }

  /** The question; without one of its own, KGQuiz's about the blank. */
  public String question(String subject) {
    return question
        .map(text -> filled(text, subject, ""))
        .orElseGet(() -> blank(subject) + " What should " + BLANK + " be?");
  }

  /** At once: a name is not looked into for [Y]. */
  private static String filled(String text, String subject, String object) {
    return ENTITY
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(m.group(1).equals("X") ? subject : object));
  }
}
