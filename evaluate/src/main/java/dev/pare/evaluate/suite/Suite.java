package dev.pare.evaluate.suite;

import java.util.List;

/**
 * Tasks that together examine a model, in families, as data: docs/evaluate.md tells each key of its
 * YAML.
 *
 * @param name what results call it
 * @param version raised with every change that changes results
 * @param description one line
 * @param citation of the paper it follows
 * @param families in the order they are reported
 */
public record Suite(
    String name, int version, String description, String citation, List<Family> families) {
  public Suite {
    families = List.copyOf(families);
  }

  /**
   * What one kind of question examines.
   *
   * @param description one line
   */
  public record Family(String name, String description, List<Entry> entries) {
    public Family {
      entries = List.copyOf(entries);
    }
  }

  /**
   * One task of a family.
   *
   * @param tasks names or files, in order of preference: the first whose data is there is asked
   * @param metric the one of its metrics that the family is judged by
   * @param limit of samples where the user gives none; 0 for the task's own
   */
  public record Entry(List<String> tasks, String metric, int limit) {
    public Entry {
      tasks = List.copyOf(tasks);
    }
  }
}
