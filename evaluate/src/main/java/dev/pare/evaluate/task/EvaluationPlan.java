package dev.pare.evaluate.task;

import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much tasks would ask of a model, and about how long that takes.
 *
 * @param model what people call it
 * @param tasks in the order they were named
 */
public record EvaluationPlan(String model, List<PlannedTask> tasks) {
  public EvaluationPlan {
    tasks = List.copyOf(tasks);
  }

  /**
   * One task.
   *
   * @param samples that would be asked
   * @param tokens to read, what is shared counted once, and to generate at most
   * @param seconds expected: those of one batch, times how much more there is
   */
  public record PlannedTask(String task, int samples, long tokens, double seconds) {}

  /**
   * Makes all prompts, and times one batch of each task, the one in the middle by length; its
   * answers are not kept.
   *
   * @throws dev.pare.core.PareException as for {@link Evaluation#run}
   */
  public static EvaluationPlan of(
      List<Task> tasks, EvaluatedModel model, EvaluationOptions options, Progress progress) {
    List<LoadedTask> loaded =
        tasks.stream()
            .map(task -> LoadedTask.load(task, options.data(), options.limit(), options.seed()))
            .toList();
    List<PlannedTask> planned = new ArrayList<>();
    try (LanguageModel opened = model.open().get()) {
      PairEncoder encoder = new PairEncoder(opened.tokenizer(), opened.config());
      ChatForm chat = ChatForm.of(model, loaded);
      progress.begin("timing", loaded.size(), "tasks");
      for (LoadedTask task : loaded) {
        planned.add(planned(task, opened, encoder, chat));
        progress.advance(1);
      }
    } finally {
      progress.end();
    }
    return new EvaluationPlan(model.name(), planned);
  }

  private static PlannedTask planned(
      LoadedTask loaded, LanguageModel model, PairEncoder encoder, ChatForm chat) {
    Task task = loaded.task();
    List<Question> questions = new Questions(loaded, encoder, chat).all();
    List<List<Integer>> batches = Batches.of(questions);
    List<Question> batch = batches.get(batches.size() / 2).stream().map(questions::get).toList();
    Answering answering =
        new Answering("the model", model, task, chat, DistributionUse.NONE, Progress.none());
    long start = System.nanoTime();
    answering.answer(batch);
    double seconds = (System.nanoTime() - start) * 1e-9;
    long all = cost(task, questions);
    return new PlannedTask(task.name(), questions.size(), all, seconds * all / cost(task, batch));
  }

  private static long cost(Task task, List<Question> questions) {
    return questions.stream().mapToLong(question -> Answering.cost(task, question)).sum();
  }

  /** Tokens of all tasks. */
  public long tokens() {
    return tasks.stream().mapToLong(PlannedTask::tokens).sum();
  }

  /** Expected time of all tasks, loading the model aside. */
  public double seconds() {
    return tasks.stream().mapToDouble(PlannedTask::seconds).sum();
  }

  /** The same as JSON. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("plan", tasks.stream().map(EvaluationPlan::row).toList());
    json.put("tokens", tokens());
    json.put("expectedSeconds", seconds());
    return json;
  }

  private static Map<String, Object> row(PlannedTask task) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("task", task.task());
    row.put("samples", task.samples());
    row.put("tokens", task.tokens());
    row.put("expectedSeconds", task.seconds());
    return row;
  }
}
