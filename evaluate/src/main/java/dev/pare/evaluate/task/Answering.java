package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.lm.AttentionProbe;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One model answering batches of one task's questions. */
final class Answering {
  private static final TokenSequence NOTHING_SAID = new TokenSequence();

  private final String name;
  private final LanguageModel model;
  private final Task task;
  private final ChatForm chat;
  private final DistributionUse use;
  private final Progress progress;
  private long asked; // sequences scored and texts continued
  private long tokens; // read or written

  /**
   * @param name of the model, for errors
   * @param chat how prompts are put where the task is a chat
   */
  Answering(
      String name,
      LanguageModel model,
      Task task,
      ChatForm chat,
      DistributionUse use,
      Progress progress) {
    this.name = name;
    this.model = model;
    this.task = task;
    this.chat = chat;
    this.use = use;
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
    TargetSums sums = new TargetSums(name, task.name());
    List<Optional<DistributionReading>> readings = new ArrayList<>();
    for (Question question : batch) {
      readings.add(use.of(question, NOTHING_SAID));
      question.sequences().forEach(sums::add);
      readings.get(readings.size() - 1).ifPresent(sums::read);
    }
    QkScores heads = new QkScores(name, model.config(), task.asksHeads() ? batch : List.of());
    if (task.asksHeads()) {
      AttentionProbe probe = probe(name, model, task);
      sums.score((sequences, sink) -> probe.score(sequences, sink, heads));
    } else {
      sums.score(model::score);
    }
    asked += sums.sequences();
    tokens += Batches.cost(batch);
    List<Answer> answers = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < batch.size(); i++) {
      Question question = batch.get(i);
      int next = first + question.sequences().size();
      List<Likelihood> own = sums.likelihoods().subList(first, next);
      boolean whole = task.kind() instanceof RequestKind.Rolling;
      String chosen = task.asksHeads() ? heads.choices(i) : "";
      Answer answer = question.scored(whole ? List.of(sum(own)) : own, chosen);
      answers.add(readings.get(i).map(reading -> reading.with(answer)).orElse(answer));
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

  private List<Answer> generate(RequestKind.Generation kind, List<Question> batch) {
    Set<Integer> ends = kind.chat() ? chat.ends(model) : model.config().endTokens();
    List<String> stops = kind.chat() ? chat.stops(kind.stop()) : kind.stop();
    List<GenerationRequest> requests = new ArrayList<>();
    for (Question question : batch) {
      requests.add(new GenerationRequest(question.prompt(), kind.tokens(), Sampling.GREEDY, ends));
    }
    StoppedTexts texts = new StoppedTexts(model.tokenizer(), stops, batch.size());
    model.generate(requests, texts);
    asked += batch.size();
    List<Answer> answers = new ArrayList<>();
    List<Optional<DistributionReading>> readings = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      answers.add(batch.get(i).generated(texts.text(i), texts.finish(i)));
      readings.add(use.of(batch.get(i), texts.tokens(i)));
      tokens += batch.get(i).prompt().length() + texts.tokens(i).length();
    }
    readAgain(readings);
    for (int i = 0; i < batch.size(); i++) {
      Answer answer = answers.get(i);
      answers.set(i, readings.get(i).map(reading -> reading.with(answer)).orElse(answer));
      progress.advance(cost(task, batch.get(i)));
    }
    return answers;
  }

  /** A pass over generated answers, this model's own or the baseline's, for their distributions. */
  private void readAgain(List<Optional<DistributionReading>> readings) {
    TargetSums sums = new TargetSums(name, task.name());
    for (Optional<DistributionReading> reading : readings) {
      if (reading.isPresent()) {
        reading.get().sequences().forEach(sums::add);
        sums.read(reading.get());
        tokens += reading.get().sequences().stream().mapToInt(ScoredSequence::length).sum();
      }
    }
    if (sums.sequences() > 0) {
      sums.score(model::score);
    }
  }

  /** Sequences scored and texts continued so far. */
  long requests() {
    return asked;
  }

  /** Tokens that the model has read or written so far, what neighbours share counted once. */
  long tokens() {
    return tokens;
  }

  /** What a question adds to the work that is to be done, in tokens. */
  static long cost(Task task, Question question) {
    return task.kind() instanceof RequestKind.Generation kind
        ? question.tokens() + (long) kind.tokens()
        : question.tokens();
  }
}
