package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.lm.AttentionProbe;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** One model answering batches of one task's questions. */
final class Answering {
  private final String name;
  private final LanguageModel model;
  private final Task task;
  private final ChatForm chat;
  private final Progress progress;

  /**
   * @param name of the model, for errors
   * @param chat how prompts are put where the task is a chat
   */
  Answering(String name, LanguageModel model, Task task, ChatForm chat, Progress progress) {
    this.name = name;
    this.model = model;
    this.task = task;
    this.chat = chat;
    this.progress = progress;
  }

  /** The answers in the questions' order. */
  List<Answer> answer(List<Question> batch) {
    return task.kind() instanceof RequestKind.Generation kind
        ? generate(kind, batch)
        : score(batch);
  }

  /** What the model gives sequences, whatever the task asks. */
  List<Answer> score(List<Question> batch) {
    List<ScoredSequence> sequences =
        batch.stream().flatMap(question -> question.sequences().stream()).toList();
    Likelihood[] likelihoods = new Likelihood[sequences.size()];
    List<TokenSequence> tokens = sequences.stream().map(ScoredSequence::tokens).toList();
    Targets targets = new Targets(sequences, likelihoods);
    QkScores heads = new QkScores(name, model.config(), task.asksHeads() ? batch : List.of());
    if (task.asksHeads()) {
      probe(name, model, task).score(tokens, targets, heads);
    } else {
      model.score(tokens, targets);
    }
    List<Answer> answers = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < batch.size(); i++) {
      Question question = batch.get(i);
      int next = first + question.sequences().size();
      List<Likelihood> own = Arrays.asList(likelihoods).subList(first, next);
      boolean whole = task.kind() instanceof RequestKind.Rolling;
      String chosen = task.asksHeads() ? heads.choices(i) : "";
      answers.add(question.scored(whole ? List.of(sum(own)) : own, chosen));
      progress.advance(question.tokens());
      first = next;
    }
    return answers;
  }

  /**
   * What a task whose questions are put to attention heads needs of a model.
   *
   * @throws PareException if it is not there
   */
  static AttentionProbe probe(String name, LanguageModel model, Task task) {
    return model
        .capability(AttentionProbe.class)
        .orElseThrow(
            () ->
                new PareException(
                    name,
                    "shows no queries and keys, which task " + task.name() + " asks for",
                    "take another engine, or leave out " + Metrics.HEADS));
  }

  private static Likelihood sum(List<Likelihood> windows) {
    return new Likelihood(
        windows.stream().mapToDouble(Likelihood::logProbability).sum(),
        windows.stream().mapToInt(Likelihood::tokens).sum(),
        windows.stream().allMatch(Likelihood::greedy));
  }

  /** Sums up the log-probabilities that count. */
  private final class Targets implements LogitSink {
    private final List<ScoredSequence> sequences;
    private final Likelihood[] likelihoods;

    Targets(List<ScoredSequence> sequences, Likelihood[] likelihoods) {
      this.sequences = sequences;
      this.likelihoods = likelihoods;
    }

    @Override
    public int firstTarget(int sequence, int length) {
      return sequences.get(sequence).context().length();
    }

    @Override
    public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
      int tokens = sequences.get(sequence).targets().length();
      double sum = 0;
      boolean all = true;
      for (int t = logProbabilities.length - tokens; t < logProbabilities.length; t++) {
        sum += logProbabilities[t];
        all &= greedy[t];
      }
      if (Double.isNaN(sum)) {
        throw new PareException(
            name,
            "gives NaN instead of a log-probability in task " + task.name(),
            "check its weights, or evaluate it in float32");
      }
      likelihoods[sequence] = new Likelihood(sum, tokens, all);
    }
  }

  private List<Answer> generate(RequestKind.Generation kind, List<Question> batch) {
    Set<Integer> ends = kind.chat() ? chat.ends(model) : model.config().endTokens();
    List<String> stops = kind.chat() ? chat.stops(kind.stop()) : kind.stop();
    List<GenerationRequest> requests = new ArrayList<>();
    for (Question question : batch) {
      requests.add(new GenerationRequest(question.prompt(), kind.tokens(), Sampling.GREEDY, ends));
    }
    StoppedTexts texts = new StoppedTexts(model.tokenizer(), stops, batch.size());
    model.generate(requests, texts);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      answers.add(batch.get(i).generated(texts.text(i), texts.finish(i)));
      progress.advance(cost(task, batch.get(i)));
    }
    return answers;
  }

  /** What a question adds to the work that is to be done, in tokens. */
  static long cost(Task task, Question question) {
    return task.kind() instanceof RequestKind.Generation kind
        ? question.tokens() + (long) kind.tokens()
        : question.tokens();
  }
}
