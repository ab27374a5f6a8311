package dev.pare.evaluate.judge;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.task.EvaluationResult;
import dev.pare.evaluate.task.JudgedBy;
import dev.pare.evaluate.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts generated answers before a judge, after an evaluation. */
public final class Judging {
  private Judging() {}

  /**
   * Makes sure, before anything is computed, that there will be something to judge.
   *
   * @throws PareException if no task is to be judged, or one needs a baseline
   */
  public static void require(List<Task> tasks, boolean baseline) {
    if (tasks.stream().allMatch(task -> task.judged().isEmpty())) {
      throw new PareException(
          "the judge",
          "has nothing to rate: no task says \"judge\"",
          "add judge: score or judge: pairwise to a task of generated answers");
    }
    for (Task task : tasks) {
      if (!baseline && task.judged().equals(Optional.of(JudgedBy.PAIRWISE))) {
        throw new PareException(
            "task " + task.name(),
            "is judged by comparison with a baseline's answers",
            "name one by --baseline, or leave --judge out");
      }
    }
  }

  /**
   * Rates all that was generated. Replies are kept beside the answers: what the judge was asked
   * before is not asked again.
   *
   * @throws PareException if the judge cannot be asked
   */
  public static JudgedResult run(EvaluationResult result, Judge judge, Progress progress) {
    try (Replies replies = new Replies(judge, result.options().answers())) {
      List<JudgedTask> tasks = new ArrayList<>();
      result
          .judged()
          .forEach((task, transcripts) -> tasks.add(new JudgedTask(task, transcripts, replies)));
      progress.begin("the judge", tasks.stream().mapToLong(JudgedTask::replies).sum(), "replies");
      try {
        tasks.forEach(task -> task.judge(progress));
      } finally {
        progress.end();
      }
      return new JudgedResult(judge.name(), tasks, result.options().seed());
    }
  }
}
