package dev.pare.cli;

import dev.pare.evaluate.task.EvaluationPlan;
import dev.pare.evaluate.task.EvaluationPlan.PlannedTask;

/** What an evaluation would ask, as a table. */
final class PlanTable {
  private PlanTable() {}

  static String of(EvaluationPlan plan) {
    int width = Math.max(5, plan.tasks().stream().mapToInt(t -> t.task().length()).max().orElse(0));
    StringBuilder text = new StringBuilder();
    text.append(("%-" + width + "s  samples      tokens      time\n").formatted("task"));
    int samples = 0;
    for (PlannedTask task : plan.tasks()) {
      samples += task.samples();
      text.append(line(width, task.task(), task.samples(), task.tokens(), task.seconds()));
    }
    return text.append(line(width, "total", samples, plan.tokens(), plan.seconds())).toString();
  }

  private static String line(int width, String task, int samples, long tokens, double seconds) {
    return ("%-" + width + "s  %,7d  %,10d  %7.1f s\n").formatted(task, samples, tokens, seconds);
  }
}
