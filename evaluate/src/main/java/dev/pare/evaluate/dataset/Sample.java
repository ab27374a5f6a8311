package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One record of a dataset. Every layout of the same kind of question gives the same fields:
 *
 * <ul>
 *   <li>a choice: {@code question}, {@code choices} (a list), {@code answer} (the right one's
 *       index, from 0);
 *   <li>an open question: {@code question}, {@code answers} (a list, any of which is right), and
 *       {@code context} where it comes with a text.
 * </ul>
 *
 * <p>Samples with the same {@code group} are one unit of statistics: drawn together, and their
 * scores are one score.
 *
 * @param id file or generator, and number of the record, the same on every machine: {@code
 *     test.jsonl#12}
 * @param fields text, a list of texts, or an integer, by name
 */
public record Sample(String id, Map<String, Object> fields) {
  public static final String QUESTION = "question";
  public static final String CHOICES = "choices";
  public static final String ANSWER = "answer";
  public static final String ANSWERS = "answers";
  public static final String CONTEXT = "context";

  /** What samples that are one unit of statistics share: a question and its twins. */
  public static final String GROUP = "group";

  public Sample {
    fields = Map.copyOf(fields);
  }

  /** The group it belongs to; a sample without one is its own. */
  public String unit() {
    return fields.containsKey(GROUP) ? text(GROUP) : id;
  }

  /**
   * A field as text; of a list its first entry.
   *
   * @throws PareException if there is none
   */
  public String text(String field) {
    Object value = require(field);
    if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        throw new PareException(id, "\"" + field + "\" is an empty list", "correct the record");
      }
      return String.valueOf(list.get(0));
    }
    return String.valueOf(value);
  }

  /**
   * A field as a list; a single text is a list of one.
   *
   * @throws PareException if there is none
   */
  public List<String> texts(String field) {
    Object value = require(field);
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }

  /**
   * The right choice, from 0.
   *
   * @throws PareException if the record names none of its choices
   */
  public int answerIndex() {
    int choices = texts(CHOICES).size();
    if (require(ANSWER) instanceof Long index && index >= 0 && index < choices) {
      return index.intValue();
    }
    throw new PareException(
        id,
        "its answer is " + require(ANSWER) + ", not one of " + choices + " choices from 0",
        "correct the record, or map another field to \"answer\"");
  }

  private Object require(String field) {
    Object value = fields.get(field);
    if (value == null) {
      throw new PareException(
          id,
          "has no field \"" + field + "\"",
          "it has " + String.join(", ", new TreeMap<>(fields).keySet()));
    }
    return value;
  }
}
