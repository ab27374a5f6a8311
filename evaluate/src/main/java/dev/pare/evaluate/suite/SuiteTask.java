package dev.pare.evaluate.suite;

import dev.pare.core.PareException;
import dev.pare.evaluate.task.Task;
import dev.pare.evaluate.task.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A suite's entry as it can be asked with the data that is there.
 *
 * @param family that it belongs to
 * @param task with the suite's limit
 * @param metric that the family is judged by
 * @param absent tasks that the suite prefers, whose data is not there
 */
public record SuiteTask(String family, Task task, String metric, List<String> absent) {
  public SuiteTask {
    absent = List.copyOf(absent);
  }

  /**
   * One for each entry, in the suite's order.
   *
   * @param data the user's data folder
   * @throws PareException naming the first entry none of whose tasks finds its data
   */
  public static List<SuiteTask> choose(Suite suite, Optional<Path> data) {
    List<SuiteTask> chosen = new ArrayList<>();
    for (Suite.Family family : suite.families()) {
      for (Suite.Entry entry : family.entries()) {
        chosen.add(choose(suite, family.name(), entry, data));
      }
    }
    return chosen;
  }

  private static SuiteTask choose(
      Suite suite, String family, Suite.Entry entry, Optional<Path> data) {
    List<String> absent = new ArrayList<>();
    for (String name : entry.tasks()) {
      Task task = Tasks.named(name);
      if (!task.metrics().contains(entry.metric())) {
        throw new PareException(
            "suite " + suite.name(),
            "judges "
                + task.name()
                + " by \""
                + entry.metric()
                + "\", which is none of its metrics",
            "choose one of " + String.join(", ", task.metrics()));
      }
      if (task.hasData(data)) {
        OptionalInt limit = entry.limit() > 0 ? OptionalInt.of(entry.limit()) : task.limit();
        return new SuiteTask(family, task.withLimit(limit), entry.metric(), absent);
      }
      absent.add(task.name());
    }
    throw new PareException(
        "suite " + suite.name(),
        "finds no data for " + String.join(" nor ", absent) + " (" + family + ")",
        "name the folder that holds it by --data, or the tasks you have data for by --task");
  }
}
