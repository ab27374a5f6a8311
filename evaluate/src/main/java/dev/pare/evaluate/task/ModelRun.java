package dev.pare.evaluate.task;

import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One model and all tasks: what it has said before is read, what is missing is asked. */
final class ModelRun implements AutoCloseable {
  private final String role;
  private final EvaluatedModel model;
  private final Progress progress;
  private final List<LoadedTask> tasks;
  private final ChatForm chat;
  private final Distributions distributions;
  private final List<AnswerStore> stores = new ArrayList<>();
  private Speed speed = Speed.NONE;

  /**
   * @param role what errors and progress call the model
   */
  ModelRun(
      String role,
      EvaluatedModel model,
      List<LoadedTask> tasks,
      Distributions distributions,
      EvaluationOptions options,
      Progress progress) {
    this.role = role;
    this.model = model;
    this.tasks = tasks;
    this.distributions = distributions;
    this.progress = progress;
    this.chat = ChatForm.of(model, tasks);
    try {
      tasks.forEach(task -> stores.add(store(task, options)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private AnswerStore store(LoadedTask task, EvaluationOptions options) {
    if (options.answers().isEmpty()) {
      return new MemoryAnswers();
    }
    Set<String> ids = task.samples().stream().map(Sample::id).collect(Collectors.toSet());
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("pareAnswers", AnswerFile.FORMAT);
    key.put("model", model.identity());
    key.putAll(task.key(options.seed()));
    if (task.task().isChat()) {
      key.put("chat", chat.identity());
    }
    key.putAll(distributions.key());
    return new AnswerFile(options.answers().get(), task.task().name(), key, ids);
  }

  /** A task whose questions are not all answered, and what is left of it. */
  private record Pending(
      Task task,
      DistributionUse use,
      AnswerStore store,
      List<Question> questions,
      List<List<Integer>> batches) {
    List<Question> batch(int number) {
      return batches.get(number).stream().map(questions::get).toList();
    }

    long cost() {
      long cost = 0;
      for (int i = 0; i < batches.size(); i++) {
        if (store.batch(i) == null) {
          cost += batch(i).stream().mapToLong(question -> Answering.cost(task, question)).sum();
        }
      }
      return cost;
    }
  }

  /** Every task's answers by sample. */
  List<Map<String, Answer>> answers() {
    boolean complete = true;
    for (int i = 0; i < tasks.size(); i++) {
      complete &= stores.get(i).answers().size() == tasks.get(i).samples().size();
    }
    if (!complete) {
      try (LanguageModel opened = model.open().get()) {
        ask(opened);
      }
    }
    return stores.stream().map(AnswerStore::answers).toList();
  }

  private void ask(LanguageModel opened) {
    PairEncoder encoder = new PairEncoder(opened.tokenizer(), opened.config());
    List<Pending> pending = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (stores.get(i).answers().size() < tasks.get(i).samples().size()) {
        if (tasks.get(i).task().asksHeads()) {
          Answering.probe(role, opened, tasks.get(i).task());
        }
        List<Question> questions = new Questions(tasks.get(i), encoder, chat).all();
        List<List<Integer>> batches = Batches.of(questions);
        Task task = tasks.get(i).task();
        DistributionUse use = distributions.of(i, task, opened.config().vocabularySize());
        pending.add(new Pending(task, use, stores.get(i), questions, batches));
      }
    }
    progress.begin(role, pending.stream().mapToLong(Pending::cost).sum(), "tokens");
    long start = System.nanoTime();
    try {
      for (Pending task : pending) {
        Answering answering = new Answering(role, opened, task.task(), chat, task.use(), progress);
        for (int i = 0; i < task.batches().size(); i++) {
          if (task.store().batch(i) == null) {
            task.store().put(i, answering.answer(task.batch(i)));
          }
        }
        speed = speed.and(answering.requests(), answering.tokens());
      }
    } finally {
      progress.end();
    }
    speed = speed.in((System.nanoTime() - start) * 1e-9);
  }

  /** Of what {@link #answers} computed. */
  Speed speed() {
    return speed;
  }

  @Override
  public void close() {
    stores.forEach(AnswerStore::close);
  }
}
