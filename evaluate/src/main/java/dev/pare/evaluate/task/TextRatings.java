package dev.pare.evaluate.task;

import dev.pare.core.io.Hashes;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.metric.AnswerMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How likely generated texts are, token by token, to the baseline, or to the model itself where
 * there is none: for {@link Metrics#DENSE_LIKELIHOOD}. The rater reads the prompt as it was asked
 * it and the text after it; it is opened only if a text was not rated before.
 */
final class TextRatings implements AutoCloseable {
  private final EvaluatedModel rater;
  private final EvaluationOptions options;
  private final Progress progress;
  private LanguageModel opened;

  private TextRatings(EvaluatedModel rater, EvaluationOptions options, Progress progress) {
    this.rater = rater;
    this.options = options;
    this.progress = progress;
  }

  /** The same answers; those of tasks that have the metric with the likelihood of their text. */
  static List<TaskAnswers> rated(
      List<TaskAnswers> answered,
      EvaluatedModel rater,
      EvaluationOptions options,
      Progress progress) {
    try (TextRatings ratings = new TextRatings(rater, options, progress)) {
      return answered.stream().map(ratings::rated).toList();
    }
  }

  private TaskAnswers rated(TaskAnswers task) {
    return Metrics.rates(task.loaded().task())
        ? new TaskAnswers(
            task.loaded(),
            rated(task.loaded(), task.model()),
            rated(task.loaded(), task.baseline()))
        : task;
  }

  private List<Answer> rated(LoadedTask task, List<Answer> answers) {
    List<Answer> texts =
        answers.stream().filter(answer -> !AnswerMetrics.isBlank(answer.text())).toList();
    try (AnswerStore store = store(task, texts)) {
      if (store.answers().size() < texts.size()) {
        rate(task, answers, store);
      }
      Map<String, Answer> ratings = store.answers();
      return answers.stream()
          .map(answer -> ratings.containsKey(answer.id()) ? rated(answer, ratings) : answer)
          .toList();
    }
  }

  private static Answer rated(Answer answer, Map<String, Answer> ratings) {
    return answer.withLikelihoods(ratings.get(answer.id()).likelihoods());
  }

  private AnswerStore store(LoadedTask task, List<Answer> texts) {
    if (options.answers().isEmpty()) {
      return new MemoryAnswers();
    }
    Map<String, String> rated = new LinkedHashMap<>();
    texts.forEach(answer -> rated.put(answer.id(), answer.prompt() + " " + answer.text()));
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("pareAnswers", AnswerFile.FORMAT);
    key.put("rater", rater.identity());
    key.put("name", task.task().name());
    key.put("texts", Hashes.sha256(rated.toString()));
    return new AnswerFile(
        options.answers().get(), task.task().name() + "-likelihood", key, rated.keySet());
  }

  private void rate(LoadedTask task, List<Answer> answers, AnswerStore store) {
    if (opened == null) {
      opened = rater.open().get();
    }
    PairEncoder encoder = new PairEncoder(opened.tokenizer(), opened.config());
    ChatForm chat = ChatForm.of(rater, List.of(task));
    List<Question> asked = new Questions(task, encoder, chat).all();
    List<Question> rated = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      String text = answers.get(i).text();
      if (!AnswerMetrics.isBlank(text)) {
        rated.add(asked.get(i).followedBy(text, encoder));
      }
    }
    rate(task.task(), rated, store, chat);
  }

  private void rate(Task task, List<Question> rated, AnswerStore store, ChatForm chat) {
    List<List<Integer>> batches = Batches.of(rated);
    Answering answering = new Answering("the baseline", opened, task, chat, progress);
    progress.begin("likelihoods", rated.stream().mapToLong(Question::tokens).sum(), "tokens");
    try {
      for (int i = 0; i < batches.size(); i++) {
        if (store.batch(i) == null) {
          store.put(i, answering.score(batches.get(i).stream().map(rated::get).toList()));
        }
      }
    } finally {
      progress.end();
    }
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
