package dev.pare.evaluate.task;

import dev.pare.evaluate.dataset.Sample;
import java.util.List;
import java.util.Optional;

/**
 * Solved examples that stand before each question.
 *
 * @param count how many: the first that there are
 * @param from where they come from; the first layout whose files are there counts
 * @param examples written in the task itself, instead
 * @param generated whether the task's generator makes them, instead
 * @param match a field that an example must share with the question, such as the subject
 * @param separator between two examples, and before the question
 */
public record Shots(
    int count,
    List<DataSource> from,
    List<Sample> examples,
    boolean generated,
    Optional<String> match,
    String separator) {
  static final Shots NONE = new Shots(0, List.of(), List.of(), false, Optional.empty(), "\n\n");

  public Shots {
    from = List.copyOf(from);
    examples = List.copyOf(examples);
  }
}
